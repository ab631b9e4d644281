/**
 * Checks successive playlists of one stream against RFC 8216bis: each by itself, and that a stream only ever appends,
 * removes from the front, and drops the parts of old segments (§6.2.1). Feed it every playlist text that a test gets, in
 * the order in which they were answered to one client.
 */

import { completeDelta } from './delta-update.js';
import { createNameBook } from './name-book.js';
import { hintedUri, type ParsedPlaylist, type ParsedSegment, parsePlaylist } from './parse-playlist.js';
import { durationOf, findPlaylistFaults } from './playlist-rules.js';

export type PlaylistHistory = {
  /** Takes the next playlist of the stream. */
  add(text: string): void;
  /** Broken rules so far, as sentences; empty for a conforming stream. */
  readonly faults: readonly string[];
};

/** The rules that a list of playlist texts breaks, oldest text first; empty if they conform. */
export function checkPlaylistHistory(texts: Iterable<string>): readonly string[] {
  const history = createPlaylistHistory();
  for (const text of texts) history.add(text);
  return history.faults;
}

export function createPlaylistHistory(): PlaylistHistory {
  const faults: string[] = [];
  const names = createNameBook();
  let previous: ParsedPlaylist | undefined;
  let count = 0;

  return {
    faults,
    add(text) {
      count += 1;
      try {
        const playlist = completeDelta(parsePlaylist(text), previous);
        const found = [
          ...findPlaylistFaults(playlist),
          ...names.read(playlist),
          ...(previous ? findChangeFaults(previous, playlist) : []),
        ];
        faults.push(...found.map((fault) => `playlist ${count}: ${fault}`));
        previous = playlist;
      } catch (error) {
        faults.push(`playlist ${count}: ${(error as Error).message}`);
      }
    },
  };
}

function findChangeFaults(before: ParsedPlaylist, after: ParsedPlaylist): string[] {
  const faults: string[] = [];
  for (const name of ['version', 'targetDuration', 'partTarget'] as const)
    if (before[name] !== after[name]) faults.push(`${name} went from ${before[name]} to ${after[name]}`);
  const [controlBefore, controlAfter] = [before, after].map((one) => JSON.stringify(one.serverControl));
  if (controlBefore !== controlAfter) faults.push(`server control became ${controlAfter}`);
  if (after.mediaSequence < before.mediaSequence)
    faults.push(`media sequence went back from ${before.mediaSequence} to ${after.mediaSequence}`);

  const later = new Map(after.segments.map((segment) => [segment.sequence, segment]));
  for (const segment of before.segments) {
    const now = later.get(segment.sequence);
    if (now) faults.push(...findSegmentChanges(segment, now));
    else if (segment.sequence >= after.mediaSequence) faults.push(`segment ${segment.sequence} vanished`);
  }
  return [...faults, ...findRemovalFaults(before, after), ...findHintFaults(before, after)];
}

function findSegmentChanges(before: ParsedSegment, after: ParsedSegment): string[] {
  const faults: string[] = [];
  const say = (fault: string): void => void faults.push(`segment ${before.sequence}: ${fault}`);
  for (const name of ['map', 'programDateTime', 'hasDiscontinuity', 'isGap'] as const)
    if (before[name] !== after[name]) say(`${name} went from ${before[name]} to ${after[name]}`);
  if (before.uri !== undefined && (before.uri !== after.uri || before.duration !== after.duration))
    say(`changed after it was complete`);
  const haveGone = before.parts.length > 0 && after.parts.length === 0 && after.uri !== undefined;
  if (haveGone) return faults;
  if (before.uri !== undefined && after.parts.length !== before.parts.length)
    say('its parts changed in number after it was complete');
  before.parts.forEach((part, index) => {
    if (JSON.stringify(part) !== JSON.stringify(after.parts[index])) say(`part ${index} changed`);
  });
  return faults;
}

/** Whole segments leave from the front, are counted, and leave three target durations at least. */
function findRemovalFaults(before: ParsedPlaylist, after: ParsedPlaylist): string[] {
  const removed = before.segments.filter(({ sequence }) => sequence < after.mediaSequence);
  if (removed.length === 0) return [];
  // With every segment gone that was known before, discontinuities between may have been missed.
  if (removed.length === before.segments.length) return [];
  const faults: string[] = [];
  const expected = before.discontinuitySequence + removed.filter((one) => one.hasDiscontinuity).length;
  if (after.discontinuitySequence !== expected)
    faults.push(`discontinuity sequence is ${after.discontinuitySequence}, not ${expected}`);
  const listed = after.segments.reduce((total, segment) => total + durationOf(segment), 0);
  if (listed < 3 * after.targetDuration) faults.push(`only ${listed} s are listed after a removal`);
  return faults;
}

/** A hinted part is the next one that appears, and needs the hinted init segment. */
function findHintFaults(before: ParsedPlaylist, after: ParsedPlaylist): string[] {
  const known = new Set(before.segments.flatMap(({ parts }) => parts.map(({ uri }) => uri)));
  const next = after.segments
    .flatMap(({ parts, map }) => parts.map(({ uri }) => ({ uri, map })))
    .find(({ uri }) => !known.has(uri));
  const isNextKnown = after.segments.some(({ sequence }) => sequence === before.segments.at(-1)?.sequence);
  if (!next || !isNextKnown) return [];
  const [part, map] = [hintedUri(before, 'PART'), hintedUri(before, 'MAP')];
  const faults: string[] = [];
  if (next.uri !== part) faults.push(`${part} was hinted, ${next.uri} came`);
  if (map !== undefined && next.map !== map) faults.push(`${map} was hinted, ${next.map} came`);
  return faults;
}
