/** A recording in words and numbers, as a language writes them; times are those of the viewer's own clock. */
import type { Recording } from '@rpi-live-camera/protocol';

/** Those of one day, in the order of the list. */
export type Day = { label: string; recordings: Recording[] };

/** By the day on which they began: `Today`, `Yesterday`, `Friday 20 November`. */
export function groupByDay(recordings: readonly Recording[], locale: string, nowMs: number): Day[] {
  const days = new Map<string, Day>();
  for (const recording of recordings) {
    const startedAt = new Date(recording.startedAt);
    const key = startedAt.toDateString();
    const day = days.get(key) ?? { label: dayLabel(startedAt, locale, nowMs), recordings: [] };
    days.set(key, day);
    day.recordings.push(recording);
  }
  return [...days.values()];
}

function dayLabel(date: Date, locale: string, nowMs: number): string {
  const now = new Date(nowMs);
  const midnight = (day: Date) => Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
  const daysAgo = (midnight(now) - midnight(date)) / 86_400_000;
  const isThisYear = date.getFullYear() === now.getFullYear();
  const label =
    daysAgo === 0 || daysAgo === 1
      ? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-daysAgo, 'day')
      : date.toLocaleDateString(locale, {
          weekday: 'long',
          day: 'numeric',
          month: 'long',
          ...(isThisYear ? {} : { year: 'numeric' }),
        });
  return label.replace(/^./u, (first) => first.toLocaleUpperCase(locale));
}

/** `14:03:20`. */
export function timeOfDay(isoTime: string, locale: string): string {
  return new Date(isoTime).toLocaleTimeString(locale, { timeStyle: 'medium' });
}

/** `0:42`, `1:02:03`. */
export function clockDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const twoDigits = (value: number) => String(value % 60).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours > 0
    ? `${hours}:${twoDigits(minutes)}:${twoDigits(seconds)}`
    : `${minutes}:${twoDigits(seconds)}`;
}

const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `12 MB`, in powers of a thousand. */
export function byteSize(bytes: number, locale: string): string {
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 1), units.length);
  const value = bytes / 1000 ** power;
  return value.toLocaleString(locale, {
    style: 'unit',
    unit: units[power - 1],
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  });
}
