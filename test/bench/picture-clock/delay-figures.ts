/** Figures of one watch: what the pictures that were seen say of delay, gaps and drift. Pure. */
import { percentile } from '../table.js';
import type { SeenPicture } from './picture-reader.js';

export type DelayFigures = {
  p50Ms: number;
  p95Ms: number;
  /** Between new pictures, from the first one on. */
  longestGapMs: number;
  /** Gaps above `stallMs`. */
  stallCount: number;
  picturesPerSecond: number;
  /** Median of the last minute − median of the first; of a quarter in a watch of less than four minutes. */
  driftMs: number;
  /** Median difference between what the element says and the clock; NaN where it says nothing. */
  latencyErrorMs: number;
  /** Pictures whose clock was not readable. */
  unreadableCount: number;
};

/** What a viewer notices as standing still. */
export const stallMs = 500;
const driftWindowMs = 60_000;

export type WatchSpan = {
  /** What is seen so long after the first picture counts for nothing but gaps. */
  settledMs: number;
  /** When the watch ended: a picture that stood still until then is a gap, too. */
  endedAtMs: number;
};

export function figureDelay(seen: readonly SeenPicture[], { settledMs, endedAtMs }: WatchSpan): DelayFigures {
  const firstAtMs = seen[0]?.atMs ?? 0;
  const gaps = seen.map(({ atMs }, index) => (seen[index + 1]?.atMs ?? endedAtMs) - atMs);
  const settled = seen.filter(({ atMs }) => atMs >= firstAtMs + settledMs);
  const spanMs = (settled.at(-1)?.atMs ?? 0) - (settled[0]?.atMs ?? 0);
  const delays = delaysOf(settled);
  const windowMs = Math.min(driftWindowMs, spanMs / 4);
  const beginning = settled.filter(({ atMs }) => atMs <= settled[0]!.atMs + windowMs);
  const end = settled.filter(({ atMs }) => atMs >= settled.at(-1)!.atMs - windowMs);
  const errors = settled.flatMap(({ delayMs, saidMs }) =>
    delayMs === undefined || saidMs === undefined ? [] : [Math.abs(saidMs - delayMs)],
  );
  return {
    p50Ms: percentile(delays, 0.5),
    p95Ms: percentile(delays, 0.95),
    longestGapMs: gaps.length === 0 ? Number.NaN : Math.max(...gaps),
    stallCount: gaps.filter((gapMs) => gapMs > stallMs).length,
    picturesPerSecond: settled.length < 2 ? Number.NaN : ((settled.length - 1) * 1000) / spanMs,
    driftMs: percentile(delaysOf(end), 0.5) - percentile(delaysOf(beginning), 0.5),
    latencyErrorMs: percentile(errors, 0.5),
    unreadableCount: settled.length - delays.length,
  };
}

function delaysOf(pictures: readonly SeenPicture[]): number[] {
  return pictures.flatMap(({ delayMs }) => delayMs ?? []);
}
