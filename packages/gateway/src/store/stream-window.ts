/** What is known of a stream at one moment: what its playlist says. */
import type { HlsTargets } from '../packager/hls-targets.js';
import type { Segment } from './segment.js';
import type { SegmentRing } from './segment-ring.js';

/** What a playlist says, at one moment. */
export type StreamWindow = {
  /** Rises with every change of what is listed. */
  version: number;
  targets: HlsTargets;
  /** Oldest first, at least one of them with parts; the last one may be open. */
  segments: readonly Segment[];
  /** Media that it lists once the stream has lasted for so long; the same for all of a stream. */
  reachTicks: number;
  discontinuitySequence: number;
  /** The part that comes next, whichever segment it will belong to. */
  nextPartName: string;
  /** The init segment that comes before it; `undefined` where the newest listed one stays in force. */
  nextInitName: string | undefined;
};

export type WindowFacts = { ring: SegmentRing; targets: HlsTargets | undefined; version: number };

/** @returns `undefined` before there is a part to list */
export function describeWindow({ ring, targets, version }: WindowFacts): StreamWindow | undefined {
  const segments = ring.listed;
  if (!targets || !segments.findLast(({ parts, stored }) => parts.length > 0 || stored)) return undefined;
  const { windowTicks: reachTicks, discontinuitySequence, nextPartName, nextInitName } = ring;
  return { version, targets, segments, reachTicks, discontinuitySequence, nextPartName, nextInitName };
}
