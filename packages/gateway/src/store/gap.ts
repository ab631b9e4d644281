/** What stands for media that there is not: EXT-X-GAP segments and GAP=YES parts (RFC 8216bis §4.4.4.7, §4.4.4.9). */
import { writeStillFragments } from '../packager/still-fragment.js';
import type { Part, Segment } from './segment.js';

export const noMedia = Buffer.alloc(0);

export function gapPart(durationTicks: number): Omit<Part, 'name'> {
  return { bytes: noMedia, durationTicks, isIndependent: false, isGap: true };
}

/** Together so long as a segment; the last one has what the others leave. */
export function gapParts(segmentTicks: number, partTicks: number): Omit<Part, 'name'>[] {
  const count = Math.ceil(segmentTicks / partTicks);
  return Array.from({ length: count }, (_, index) =>
    gapPart(Math.min(partTicks, segmentTicks - index * partTicks)),
  );
}

/** For players that load a gap segment all the same: its newest keyframe, standing still. */
export function showStill({ init: { keyframe }, gapTicks, durationTicks }: Segment): Buffer {
  if (!keyframe) return noMedia;
  return writeStillFragments({ keyframe, decodeTicks: gapTicks, durationTicks });
}
