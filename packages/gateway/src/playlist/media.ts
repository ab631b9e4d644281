/**
 * Renders the media playlist of a stream: Low-Latency HLS, RFC 8216bis §4.4. Pure: the same window gives the same text.
 * Called by the live playlist, once for each version of the stream.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import { isComplete, type Segment, totalTicks } from '../store/segment.js';
import type { StreamWindow } from '../store/stream-window.js';

/** Parts and EXT-X-MAP need 6; AVPlayer has refused EXT-X-SERVER-CONTROL below 9. */
const protocolVersion = 9;
/** Target durations behind the live edge at which players stay, in segments or in parts (§4.4.3.8: at least 3). */
const holdBackCount = 3;
/** Parts stay listed for this many target durations from the live edge (§4.4.4.9). */
const listedPartsCount = 3;

/** Target durations from the live edge that a delta update never leaves out (§4.4.3.8: at least 6). */
const skipBoundaryCount = 6;

/** All of the playlist, or without what a player that reloads has (§6.2.5.1). */
export type PlaylistForm = 'whole' | 'delta';

/**
 * A delta update of a window that is not worth one is the whole playlist, as §6.2.5.1 allows; such a window does not offer
 * any.
 */
export function renderMediaPlaylist(window: StreamWindow, form: PlaylistForm = 'whole'): string {
  const { targets, segments, discontinuitySequence, nextPartName, nextInitName } = window;
  const { targetDurationSeconds, partTargetTicks } = targets;
  const partTarget = seconds(partTargetTicks);
  // From the number as printed, and up: rounding must not bring it below the multiple. The thousandth part is for binary fractions.
  const partHoldBackMs = Math.ceil(holdBackCount * Number(partTarget) * 1000 - 0.001);
  const skippableCount = countSkippable(window);
  const skippedCount = form === 'delta' ? skippableCount : 0;
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${protocolVersion}`,
    `#EXT-X-TARGETDURATION:${targetDurationSeconds}`,
    '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES' +
      `,HOLD-BACK=${holdBackCount * targetDurationSeconds}` +
      `,PART-HOLD-BACK=${(partHoldBackMs / 1000).toFixed(3)}` +
      (skippableCount > 0 ? `,CAN-SKIP-UNTIL=${skipBoundaryCount * targetDurationSeconds}` : ''),
    `#EXT-X-PART-INF:PART-TARGET=${partTarget}`,
    `#EXT-X-MEDIA-SEQUENCE:${segments[0]?.sequence ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuitySequence}`,
  ];
  if (skippedCount > 0) lines.push(`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skippedCount}`);
  let ticksToEdge = segments.reduce((total, { durationTicks }) => total + durationTicks, 0);
  const listedPartsTicks = listedPartsCount * targetDurationSeconds * mpegTimescale;
  segments.forEach((segment, index) => {
    ticksToEdge -= segment.durationTicks;
    if (index < skippedCount) return;
    const hasParts = ticksToEdge <= listedPartsTicks;
    lines.push(...renderSegment(segment, { previous: segments[index - 1], hasParts }));
  });
  if (nextInitName !== undefined) lines.push(`#EXT-X-PRELOAD-HINT:TYPE=MAP,URI="${nextInitName}"`);
  lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${nextPartName}"`);
  return `${lines.join('\n')}\n`;
}

/** How many of the oldest segments lie behind the skip boundary; none where that is less than half of the window. */
function countSkippable({ targets, segments }: StreamWindow): number {
  const boundaryTicks = skipBoundaryCount * targets.targetDurationSeconds * mpegTimescale;
  let ticksToEdge = totalTicks(segments);
  if (ticksToEdge < 2 * boundaryTicks) return 0;
  const firstKept = segments.findIndex(({ durationTicks }) => {
    ticksToEdge -= durationTicks;
    return ticksToEdge < boundaryTicks;
  });
  return Math.max(firstKept, 0);
}

type SegmentPlace = { previous: Segment | undefined; hasParts: boolean };

function renderSegment(segment: Segment, { previous, hasParts }: SegmentPlace): string[] {
  const lines: string[] = [];
  if (segment.hasDiscontinuity) lines.push('#EXT-X-DISCONTINUITY');
  if (segment.init !== previous?.init) lines.push(`#EXT-X-MAP:URI="${segment.init.name}"`);
  lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.programDateTimeMs).toISOString()}`);
  if (segment.isGap) lines.push('#EXT-X-GAP');
  if (hasParts) {
    for (const { durationTicks, name, isIndependent, isGap } of segment.parts) {
      const attributes = `${isIndependent ? ',INDEPENDENT=YES' : ''}${isGap ? ',GAP=YES' : ''}`;
      lines.push(`#EXT-X-PART:DURATION=${seconds(durationTicks)},URI="${name}"${attributes}`);
    }
  }
  if (isComplete(segment)) lines.push(`#EXTINF:${seconds(segment.durationTicks)},`, segment.name);
  return lines;
}

function seconds(ticks: number): string {
  return (ticks / mpegTimescale).toFixed(5);
}
