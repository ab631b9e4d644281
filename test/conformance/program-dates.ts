/**
 * EXT-X-PROGRAM-DATE-TIME against the durations between (RFC 8216bis §4.4.4.6, §6.2.1): one clock from segment to segment,
 * and a date never means two moments of the media. Part of the playlist history check.
 */
import type { ParsedPlaylist, ParsedSegment } from './parse-playlist.js';

/** A correction of one millisecond a segment, and dates cut to whole milliseconds; durations are printed more finely. */
const dateToleranceMs = 2.05;
/** §6.2.1 allows overlaps of less than a second where clocks differ. */
const maxOverlapMs = 1000;

/** The rules that the dates of a playlist break, as sentences. */
export function findDateFaults({ segments }: ParsedPlaylist): string[] {
  return segments.flatMap((segment, at) => {
    const before = segments[at - 1];
    return before ? findStepFaults(before, segment) : [];
  });
}

function findStepFaults(before: ParsedSegment, segment: ParsedSegment): string[] {
  const beforeMs = Date.parse(before.programDateTime ?? '');
  const dateMs = Date.parse(segment.programDateTime ?? '');
  const offMs = dateMs - (beforeMs + (before.duration ?? Number.NaN) * 1000);
  // Another rule says what is missing.
  if (Number.isNaN(offMs)) return [];
  const place = `segment ${segment.sequence}: its date is ${offMs.toFixed(1)} ms off the end of the one before it`;
  if (dateMs <= beforeMs || offMs <= -maxOverlapMs) return [`${place}, which makes dates ambiguous`];
  // How long a silence was is known only when it is over; another run has another clock.
  const isAnchor = segment.hasDiscontinuity || (before.isGap && !segment.isGap);
  return !isAnchor && Math.abs(offMs) > dateToleranceMs ? [place] : [];
}
