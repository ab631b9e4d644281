/**
 * What a player makes of a delta update and the playlist that it had (RFC 8216bis §6.2.5.1, §4.4.5.2), and the rules for
 * what may be left out. Part of the playlist history check.
 */
import type { ParsedPlaylist, ParsedSegment } from './parse-playlist.js';
import { durationOf } from './playlist-rules.js';

/**
 * The whole playlist; one that is whole already comes back as it is.
 *
 * @throws Error for a delta that cannot be made use of, or leaves out what it must not
 */
export function completeDelta(delta: ParsedPlaylist, before: ParsedPlaylist | undefined): ParsedPlaylist {
  const { skippedCount, mediaSequence } = delta;
  if (skippedCount === 0) return delta;
  assertMayLeaveOut(delta);
  const firstKept = mediaSequence + skippedCount;
  const skipped = before?.segments.filter(
    ({ sequence, uri }) => uri !== undefined && sequence >= mediaSequence && sequence < firstKept,
  );
  if (skipped?.length !== skippedCount)
    throw new Error(
      `leaves out ${skippedCount} segments from ${mediaSequence} on, of which ${skipped?.length ?? 0} were told`,
    );
  const lastMap = skipped.at(-1)!.map;
  const withMap = (segment: ParsedSegment): ParsedSegment => ({ ...segment, map: segment.map ?? lastMap });
  // So far from the live edge no parts are listed any more.
  const known = skipped.map((segment): ParsedSegment => ({ ...segment, parts: [] }));
  return { ...delta, skippedCount: 0, segments: [...known, ...delta.segments.map(withMap)] };
}

function assertMayLeaveOut({ version, serverControl, targetDuration, segments }: ParsedPlaylist): void {
  const boundary = Number(serverControl['CAN-SKIP-UNTIL']);
  if (!(boundary >= 6 * targetDuration)) throw new Error(`a delta, but CAN-SKIP-UNTIL is ${boundary}`);
  if (version < 9) throw new Error(`EXT-X-SKIP needs version 9, this is ${version}`);
  const kept = segments.reduce((total, segment) => total + durationOf(segment), 0);
  if (kept < boundary) throw new Error(`leaves out what is only ${kept} s behind the live edge`);
}
