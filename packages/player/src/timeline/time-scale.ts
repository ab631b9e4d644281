/** Moments on a line: pure. The line is that of the wall clock, so that what was not recorded has its place on it. */

/** A stretch of time that can be watched. */
export type DateSpan = { readonly start: Date; readonly end: Date };

/** A stretch of time; epoch. */
export type TimeScale = { readonly startMs: number; readonly endMs: number };

/** From the first moment that can be watched to the last; `null`: there is none. */
export function scaleOf(spans: readonly DateSpan[]): TimeScale | null {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [startMs, endMs] = [+first.start, +last.end];
  return endMs > startMs ? { startMs, endMs } : null;
}

/** What cannot be watched in between; where the camera was only started anew, a gap without length. */
export function gapsIn(spans: readonly DateSpan[]): TimeScale[] {
  return spans.slice(1).map(({ start }, index) => {
    const beforeMs = +spans[index]!.end;
    return { startMs: beforeMs, endMs: Math.max(+start, beforeMs) };
  });
}

/** How far along the line a moment is: from 0 to 1. */
export function shareAt({ startMs, endMs }: TimeScale, atMs: number): number {
  return Math.min(1, Math.max(0, (atMs - startMs) / (endMs - startMs)));
}

/** The moment at a share of the line. */
export function momentAt({ startMs, endMs }: TimeScale, share: number): number {
  return startMs + Math.min(1, Math.max(0, share)) * (endMs - startMs);
}

/** The moment so much of what can be watched later, or earlier where `byMs` is negative: what is missing does not count. */
export function stepFrom(spans: readonly DateSpan[], atMs: number, byMs: number): number {
  const isForward = byMs > 0;
  const ahead = isForward
    ? spans.filter(({ end }) => +end > atMs)
    : spans.filter(({ start }) => +start < atMs).reverse();
  let leftMs = Math.abs(byMs);
  let reachedMs = atMs;
  for (const { start, end } of ahead) {
    const fromMs = isForward ? Math.max(+start, atMs) : Math.min(+end, atMs);
    const lengthMs = isForward ? +end - fromMs : fromMs - +start;
    reachedMs = fromMs + Math.sign(byMs) * Math.min(leftMs, lengthMs);
    leftMs -= lengthMs;
    if (leftMs <= 0) break;
  }
  return reachedMs;
}
