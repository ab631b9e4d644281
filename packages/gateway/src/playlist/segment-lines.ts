/** How a segment is written into the media playlist: RFC 8216bis §4.4.4. Pure. */
import { mpegTimescale } from '../mpegts/access-unit.js';
import { isComplete, type Segment } from '../store/segment.js';

export type SegmentPlace = {
  /** The one that is written in front of it. */
  previous: Segment | undefined;
  /** Whether its parts are listed, too. */
  hasParts: boolean;
};

/** @returns whole lines */
export function writeSegment(segment: Segment, { previous, hasParts }: SegmentPlace): string {
  let text = '';
  if (segment.hasDiscontinuity) text += '#EXT-X-DISCONTINUITY\n';
  if (segment.init !== previous?.init) text += `#EXT-X-MAP:URI="${segment.init.name}"\n`;
  text += `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.programDateTimeMs).toISOString()}\n`;
  if (segment.isGap) text += '#EXT-X-GAP\n';
  if (hasParts) {
    for (const { durationTicks, name, isIndependent, isGap } of segment.parts) {
      const attributes = `${isIndependent ? ',INDEPENDENT=YES' : ''}${isGap ? ',GAP=YES' : ''}`;
      text += `#EXT-X-PART:DURATION=${writeSeconds(durationTicks)},URI="${name}"${attributes}\n`;
    }
  }
  if (isComplete(segment)) text += `#EXTINF:${writeSeconds(segment.durationTicks)},\n${segment.name}\n`;
  return text;
}

export function writeSeconds(ticks: number): string {
  return (ticks / mpegTimescale).toFixed(5);
}
