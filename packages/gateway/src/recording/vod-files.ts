/** The files that the playlist of a recording names, and where they lie in its media. Used by the playlist and the routes. */
import type { ByteSpan } from '../storage/recording-storage.js';
import type { RecordingIndex } from './index-lines.js';

/** A regular expression for their names. */
export const vodFilePattern = 'init\\d{1,6}\\.mp4|seg\\d{1,6}\\.m4s';

export const vodInitName = (number: number): string => `init${number}.mp4`;
export const vodSegmentName = (number: number): string => `seg${number}.m4s`;

/** Where a file is in the media; `undefined` where there is none of this name. */
export function findVodFile({ inits, segments }: RecordingIndex, name: string): ByteSpan | undefined {
  const [, kind, digits] = /^(init|seg)(\d{1,6})\.(?:mp4|m4s)$/.exec(name) ?? [];
  const number = Number(digits);
  const entry = kind === 'init' ? inits[number] : segments[number];
  return entry && { at: entry.at, byteLength: entry.bytes };
}
