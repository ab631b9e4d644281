/** Figures of one load: how late viewers have each part or fragment. Pure. */
import { percentile } from '../table.js';

export type DeliveryFigures = {
  /** From the moment at which the camera sent the last byte of a piece until a viewer has all of it. */
  sinceCameraP50Ms: number;
  sinceCameraP95Ms: number;
  /** The same from the moment at which the first viewer had it. */
  sinceFirstP50Ms: number;
  sinceFirstP95Ms: number;
};

/** @param arrivals when viewers had a piece, by its tail; @param sentAtMs when the camera had sent it */
export function figureDelivery(
  arrivals: ReadonlyMap<string, readonly number[]>,
  sentAtMs: (tail: string) => number | undefined,
): DeliveryFigures {
  const sinceCamera: number[] = [];
  const sinceFirst: number[] = [];
  for (const [tail, times] of arrivals) {
    const sent = sentAtMs(tail);
    const first = times.reduce((earliest, atMs) => Math.min(earliest, atMs), Number.POSITIVE_INFINITY);
    for (const atMs of times) {
      if (sent !== undefined) sinceCamera.push(atMs - sent);
      sinceFirst.push(atMs - first);
    }
  }
  return {
    sinceCameraP50Ms: percentile(sinceCamera, 0.5),
    sinceCameraP95Ms: percentile(sinceCamera, 0.95),
    sinceFirstP50Ms: percentile(sinceFirst, 0.5),
    sinceFirstP95Ms: percentile(sinceFirst, 0.95),
  };
}

/** What several processes of viewers saw, together. */
export function joinArrivals(
  all: ReadonlyArray<ReadonlyMap<string, readonly number[]>>,
): Map<string, number[]> {
  const joined = new Map<string, number[]>();
  for (const arrivals of all)
    for (const [tail, times] of arrivals) joined.set(tail, [...(joined.get(tail) ?? []), ...times]);
  return joined;
}
