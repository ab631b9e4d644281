/** Moments and spans of time as words: the clock on the viewer's wall, and how long something takes. */

export type ClockWords = {
  /** `12:03:20`, with its day unless that is today. */
  moment: (atMs: number) => string;
  /** `12:03:20`. */
  time: (atMs: number) => string;
};

/** @param locale a BCP 47 tag */
export function createClockWords(locale: string, nowMs: () => number): ClockWords {
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const dated = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const isToday = (atMs: number) => new Date(atMs).toDateString() === new Date(nowMs()).toDateString();
  return {
    moment: (atMs) => (isToday(atMs) ? time : dated).format(atMs),
    time: (atMs) => time.format(atMs),
  };
}

/** `3:20`, `1:03:20`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${two(minutes)}:${rest}`;
}
