/** What RFC 8216bis asks of each playlist of a live stream by itself. Part of the playlist history check. */
import { hintedUri, type ParsedPlaylist, type ParsedSegment } from './parse-playlist.js';
import { findDateFaults } from './program-dates.js';

/** Durations are printed with five decimals. */
export const printedTolerance = 0.000_011;

/** The rules that the playlist breaks, as sentences. */
export function findPlaylistFaults(playlist: ParsedPlaylist): string[] {
  return [
    ...findHeaderFaults(playlist),
    ...findHintFaults(playlist),
    ...playlist.segments.flatMap((_, at) => findSegmentFaults(playlist, at)),
    ...findDateFaults(playlist),
  ];
}

function findHeaderFaults(playlist: ParsedPlaylist): string[] {
  const { version, targetDuration, partTarget, serverControl, segments } = playlist;
  const faults: string[] = [];
  if (!(version >= 6)) faults.push(`EXT-X-MAP needs version 6, this is ${version}`);
  if (!Number.isInteger(targetDuration)) faults.push(`target duration is ${targetDuration}`);
  if (!(partTarget > 0)) faults.push(`part target is ${partTarget}`);
  if (serverControl['CAN-BLOCK-RELOAD'] !== 'YES') faults.push('reload cannot be blocked');
  if (!(Number(serverControl['PART-HOLD-BACK']) >= 3 * partTarget - 1e-9))
    faults.push(`PART-HOLD-BACK ${serverControl['PART-HOLD-BACK']} is below three times ${partTarget}`);
  if (!(Number(serverControl['HOLD-BACK']) >= 3 * targetDuration))
    faults.push(`HOLD-BACK ${serverControl['HOLD-BACK']} is below three times ${targetDuration}`);
  if (segments.length === 0) faults.push('nothing is listed');
  if (playlist.isEnded) faults.push('a live stream has an end');
  const unfinished = segments.slice(0, -1).find(({ uri }) => uri === undefined);
  if (unfinished) faults.push(`segment ${unfinished.sequence} is open, but not the last`);
  return faults;
}

/** §4.4.5.3 and §6.2.6: what comes next, and not what is there. */
function findHintFaults(playlist: ParsedPlaylist): string[] {
  const { segments, hints } = playlist;
  const faults: string[] = [];
  const listed = new Set(segments.flatMap(({ map, parts }) => [map, ...parts.map(({ uri }) => uri)]));
  if (hintedUri(playlist, 'PART') === undefined) faults.push('no part is hinted');
  hints.forEach(({ type, uri }, index) => {
    if (listed.has(uri)) faults.push(`${uri} is hinted and listed`);
    if (hints.findIndex((other) => other.type === type) < index) faults.push(`two hints of type ${type}`);
  });
  return faults;
}

function findSegmentFaults({ segments, targetDuration, partTarget }: ParsedPlaylist, at: number): string[] {
  const segment = segments[at]!;
  const { sequence, duration, parts, uri } = segment;
  const faults: string[] = [];
  const say = (fault: string): void => void faults.push(`segment ${sequence}: ${fault}`);

  if (!segment.map) say('no init segment');
  if (!segment.programDateTime) say('no program date time');
  if (segment.map !== segments[at - 1]?.map && at > 0 && !segment.hasDiscontinuity)
    say('another init segment without a discontinuity');
  if (duration !== undefined && Math.round(duration) > targetDuration)
    say(`lasts ${duration} s, the target is ${targetDuration}`);
  if (uri !== undefined && !(duration !== undefined && duration > 0)) say(`lasts ${duration}`);

  if (uri === undefined && parts.length === 0) say('lists nothing');
  for (const tag of segment.lateTags) say(`${tag} comes behind its first part`);
  const isBehindBreak = segment.hasDiscontinuity || segments[at - 1]?.isGap === true;
  if (!segment.isGap && isBehindBreak && parts.length > 0 && !parts[0]!.isIndependent)
    say('nothing to start decoding at after a discontinuity or a gap');
  if (parts.some((part) => part.isGap !== segment.isGap))
    say(segment.isGap ? 'is a gap, but not all of its parts are' : 'has a gap among its parts and is none');
  parts.forEach((part, index) => {
    const isLast = uri !== undefined && index === parts.length - 1;
    const isExempt = part.isIndependent || part.isGap || isLast || parts[index + 1]?.isGap === true;
    if (!(part.duration > 0)) say(`${part.uri} lasts ${part.duration}`);
    if (part.duration > partTarget + printedTolerance) say(`${part.uri} lasts ${part.duration}`);
    if (!isExempt && !isPartOfOpenEnd(segment, index) && part.duration < 0.85 * partTarget - printedTolerance)
      say(`${part.uri} lasts ${part.duration}, below 85 % of ${partTarget}`);
  });
  const partsDuration = parts.reduce((total, part) => total + part.duration, 0);
  if (duration !== undefined && parts.length > 0) {
    if (Math.abs(partsDuration - duration) > printedTolerance * (parts.length + 1))
      say(`its parts last ${partsDuration} s, itself ${duration} s`);
  }
  const edgeDuration = segments.slice(at + 1).reduce((total, later) => total + durationOf(later), 0);
  if (parts.length > 0 && edgeDuration > 3 * targetDuration + 0.001)
    say(`lists parts ${edgeDuration} s behind the live edge`);
  return faults;
}

/** The last part listed of an open segment may turn out to be its last one; the next playlist tells. */
function isPartOfOpenEnd({ uri, parts }: ParsedSegment, index: number): boolean {
  return uri === undefined && index === parts.length - 1;
}

export function durationOf({ duration, parts }: ParsedSegment): number {
  return duration ?? parts.reduce((total, part) => total + part.duration, 0);
}
