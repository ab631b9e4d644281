/**
 * Renders a recording as an HLS playlist (RFC 8216bis §4.4): VOD once it is finished, EVENT while it is made. What is
 * missing is left out: a discontinuity stands for it, and the dates go on behind it. Pure. Called by the routes.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { RecordingIndex } from './index-lines.js';

/** EXT-X-MAP outside of I-frame playlists needs it (§8). */
const protocolVersion = 6;

export function renderVodPlaylist({
  targetDurationSeconds,
  inits,
  segments,
  endReason,
}: RecordingIndex): string {
  const isFinished = endReason !== undefined;
  const longest = segments.reduce((most, { ticks }) => Math.max(most, Math.round(ticks / mpegTimescale)), 1);
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${protocolVersion}`,
    `#EXT-X-TARGETDURATION:${Math.max(longest, targetDurationSeconds)}`,
    `#EXT-X-PLAYLIST-TYPE:${isFinished ? 'VOD' : 'EVENT'}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
  ];
  let initNumber: number | undefined;
  segments.forEach(({ ticks, dateMs, cut, initNumber: needed }, number) => {
    const isOther = needed !== initNumber;
    if (cut || (isOther && initNumber !== undefined)) lines.push('#EXT-X-DISCONTINUITY');
    if (isOther && inits[needed]) lines.push(`#EXT-X-MAP:URI="${initName(needed)}"`);
    initNumber = needed;
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(dateMs).toISOString()}`);
    lines.push(`#EXTINF:${(ticks / mpegTimescale).toFixed(5)},`, segmentName(number));
  });
  if (isFinished) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

/** A regular expression for the names of media in a playlist. */
export const vodFilePattern = 'init\\d{1,6}\\.mp4|seg\\d{1,6}\\.m4s';

const initName = (number: number): string => `init${number}.mp4`;
const segmentName = (number: number): string => `seg${number}.m4s`;

/** Where a file of the playlist is in the media; `undefined` where there is none of this name. */
export function findVodFile(
  { inits, segments }: RecordingIndex,
  name: string,
): { at: number; byteLength: number } | undefined {
  const [, kind, digits] = /^(init|seg)(\d{1,6})\.(?:mp4|m4s)$/.exec(name) ?? [];
  const number = Number(digits);
  const entry = kind === 'init' ? inits[number] : segments[number];
  return entry && { at: entry.at, byteLength: entry.bytes };
}
