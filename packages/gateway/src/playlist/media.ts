/**
 * The media playlist of a stream: Low-Latency HLS, RFC 8216bis §4.4. Pure: the same window gives the same text. Called by
 * the live playlist, once for each version of the stream.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { Segment } from '../store/segment.js';
import type { StreamWindow } from '../store/stream-window.js';
import { writeSeconds, writeSegment } from './segment-lines.js';

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

/** What stands where in a playlist; indexes are those of the window's segments. */
export type PlaylistOutline = {
  /** All lines in front of the first segment. */
  head: string;
  /** The first segment that is written. */
  firstIndex: number;
  /** The first one whose parts are listed; those before it will never be written in another way. */
  firstWithPartsIndex: number;
  /** All lines behind the last segment. */
  hints: string;
};

/**
 * A delta update of a window that is not worth one is the whole playlist, as §6.2.5.1 allows; a stream whose window will
 * never be offers none.
 */
export function renderMediaPlaylist(window: StreamWindow, form: PlaylistForm = 'whole'): string {
  const outline = outlinePlaylist(window, form);
  const { head, firstIndex, firstWithPartsIndex, hints } = outline;
  const { segments } = window;
  const settled = writeSegments(segments, { from: firstIndex, to: firstWithPartsIndex, parts: 'unlisted' });
  const edge = writeSegments(segments, { from: firstWithPartsIndex, to: segments.length, parts: 'listed' });
  return head + settled + edge + hints;
}

export function outlinePlaylist(window: StreamWindow, form: PlaylistForm): PlaylistOutline {
  const { targets, segments, reachTicks, discontinuitySequence, nextPartName, nextInitName } = window;
  const { targetDurationSeconds, partTargetTicks } = targets;
  const partTarget = writeSeconds(partTargetTicks);
  // From the number as printed, and up: rounding must not bring it below the multiple. The thousandth part is for binary fractions.
  const partHoldBackMs = Math.ceil(holdBackCount * Number(partTarget) * 1000 - 0.001);
  const boundaryTicks = skipBoundaryCount * targetDurationSeconds * mpegTimescale;
  const isSkipOffered = reachTicks >= 2 * boundaryTicks;
  const keptIndex = indexFromEdge(segments, boundaryTicks);
  const skippedCount = form === 'delta' && isSkipOffered && 2 * keptIndex >= segments.length ? keptIndex : 0;
  const head =
    '#EXTM3U\n' +
    `#EXT-X-VERSION:${protocolVersion}\n` +
    `#EXT-X-TARGETDURATION:${targetDurationSeconds}\n` +
    '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES' +
    `,HOLD-BACK=${holdBackCount * targetDurationSeconds}` +
    `,PART-HOLD-BACK=${(partHoldBackMs / 1000).toFixed(3)}` +
    `${isSkipOffered ? `,CAN-SKIP-UNTIL=${skipBoundaryCount * targetDurationSeconds}` : ''}\n` +
    `#EXT-X-PART-INF:PART-TARGET=${partTarget}\n` +
    `#EXT-X-MEDIA-SEQUENCE:${segments[0]?.sequence ?? 0}\n` +
    `#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuitySequence}\n` +
    (skippedCount > 0 ? `#EXT-X-SKIP:SKIPPED-SEGMENTS=${skippedCount}\n` : '');
  const hints =
    (nextInitName === undefined ? '' : `#EXT-X-PRELOAD-HINT:TYPE=MAP,URI="${nextInitName}"\n`) +
    `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${nextPartName}"\n`;
  const listedPartsTicks = listedPartsCount * targetDurationSeconds * mpegTimescale;
  const firstWithPartsIndex = Math.max(indexFromEdge(segments, listedPartsTicks), skippedCount);
  return { head, firstIndex: skippedCount, firstWithPartsIndex, hints };
}

/** The first of the newest segments behind each of which there is no more media than that. */
function indexFromEdge(segments: readonly Segment[], maxTicks: number): number {
  let ticksToEdge = 0;
  let index = segments.length;
  while (index > 0 && ticksToEdge <= maxTicks) ticksToEdge += segments[--index]!.durationTicks;
  return index;
}

export type WrittenSegments = { from: number; to: number; parts: 'listed' | 'unlisted' };

export function writeSegments(segments: readonly Segment[], { from, to, parts }: WrittenSegments): string {
  let text = '';
  for (let index = from; index < to; index++)
    text += writeSegment(segments[index]!, { previous: segments[index - 1], hasParts: parts === 'listed' });
  return text;
}
