/** Figures of one watch: what the pictures that were seen say of delay, gaps and drift. */
import { percentile } from '../table.js';
import { decodeTime } from './clock-code.js';
import type { SeenPicture } from './picture-reader.js';

export type DelayFigures = {
  p50Ms: number;
  p95Ms: number;
  /** Between new pictures. */
  longestGapMs: number;
  /** Gaps above 500 ms. */
  stallCount: number;
  picturesPerSecond: number;
  /** Median of the last quarter − median of the first. */
  driftMs: number;
  /** Median difference between what the element says and the clock; NaN where it says nothing. */
  latencyErrorMs: number;
  unreadableShare: number;
};

/** @param settledMs what is seen before it counts for nothing but the first picture */
export function figureDelay(seen: readonly SeenPicture[], settledMs: number): DelayFigures {
  const settled = seen.filter(({ atMs }) => atMs >= (seen[0]?.atMs ?? 0) + settledMs);
  const readable = settled.flatMap(({ atMs, bits, latency }) => {
    const takenAtMs = decodeTime([...bits].map((bit) => bit === '1'));
    if (takenAtMs === undefined) return [];
    const delayMs = (atMs - takenAtMs) % 2 ** 40;
    return delayMs >= 0 && delayMs < 60_000 ? [{ atMs, delayMs, latency }] : [];
  });
  const delays = readable.map(({ delayMs }) => delayMs);
  const gaps = readable.slice(1).map(({ atMs }, index) => atMs - readable[index]!.atMs);
  const quarter = Math.floor(delays.length / 4);
  const errors = readable.flatMap(({ latency, delayMs }) =>
    latency === null ? [] : [Math.abs(latency * 1000 - delayMs)],
  );
  const seconds = ((readable.at(-1)?.atMs ?? 0) - (readable[0]?.atMs ?? 0)) / 1000;
  return {
    p50Ms: percentile(delays, 0.5),
    p95Ms: percentile(delays, 0.95),
    longestGapMs: Math.max(0, ...gaps),
    stallCount: gaps.filter((gapMs) => gapMs > 500).length,
    picturesPerSecond: readable.length / seconds,
    driftMs: percentile(delays.slice(-quarter), 0.5) - percentile(delays.slice(0, quarter), 0.5),
    latencyErrorMs: percentile(errors, 0.5),
    unreadableShare: 1 - readable.length / Math.max(1, settled.length),
  };
}
