/**
 * The boxes in front of an MP4 file's media: `ftyp`, a `moov` with sample tables, the header of `mdat` (ISO 14496-12 §8.2).
 * Tracks are described as in the init segments they came with; several sample entries stand side by side where a run
 * brought others. Pure. Used by the movie.
 */
import { ascii, box, fullBox, uint32, uint64 } from '../packager/box-writer.js';
import { type Box, boxOf, findBox, readBoxes } from './boxes.js';
import type { SampleTable } from './sample-table.js';

/** A track as the init segments of a movie describe it. */
export type TrackDescription = {
  trak: Box;
  timescale: number;
  /** Different ones only. */
  sampleEntries: Buffer[];
  /** For each init segment, which of the entries is its own, from 1 on; 0 where it has no such track. */
  entryOfInit: number[];
};

/** @param handler `hdlr` of the track @returns `undefined` where no init segment has such a track */
export function describeTrack(
  inits: readonly Buffer[],
  handler: 'vide' | 'soun',
): TrackDescription | undefined {
  let found: TrackDescription | undefined;
  inits.forEach((init, number) => {
    const trak = tracksOf(init).find((track) => handlerOf(track) === handler);
    if (!trak) return;
    found ??= { trak, timescale: timescaleOf(trak), sampleEntries: [], entryOfInit: inits.map(() => 0) };
    const entry = sampleEntryOf(trak);
    const known = found.sampleEntries.findIndex((other) => other.equals(entry));
    found.entryOfInit[number] = known === -1 ? found.sampleEntries.push(entry) : known + 1;
  });
  return found;
}

/** The clock of a track in one init segment; `undefined` where it has none. */
export function timescaleIn(init: Buffer, handler: 'vide' | 'soun'): number | undefined {
  const trak = tracksOf(init).find((track) => handlerOf(track) === handler);
  return trak && timescaleOf(trak);
}

export type MovieTrack = { description: TrackDescription; table: SampleTable };

const mdatHeaderBytes = 16;

/** @param mediaBytes what follows the head */
export function writeMovieHead(init: Buffer, tracks: readonly MovieTrack[], mediaBytes: number): Buffer {
  const brands = box('ftyp', ascii('isom'), uint32(0x200), ascii('isomiso2avc1mp41'));
  const writeMovie = (mediaAt: number): Buffer[] => {
    const durationMs = Math.max(...tracks.map(endMs));
    const header = withNumber(childOf(movieOf(init), 'mvhd'), 16, durationMs);
    return boxOf('moov', [header, ...tracks.flatMap((track) => writeTrack(track, mediaAt))]);
  };
  // Offsets have a fixed width, so the size does not depend on them.
  const movieBytes = writeMovie(0).reduce((total, { length }) => total + length, 0);
  const mediaAt = brands.length + movieBytes + mdatHeaderBytes;
  const largeSize = uint64(mediaBytes + mdatHeaderBytes);
  return Buffer.concat([brands, ...writeMovie(mediaAt), uint32(1), ascii('mdat'), largeSize]);
}

/** In pieces. */
function writeTrack({ description, table }: MovieTrack, mediaAt: number): Buffer[] {
  const { trak, timescale, sampleEntries } = description;
  const mdia = childOf(trak, 'mdia');
  const minf = readBoxes(childOf(mdia, 'minf').contents);
  const lengthTicks = table.durationTicks - table.startTicks;
  const descriptions = fullBox('stsd', {}, uint32(sampleEntries.length), ...sampleEntries);
  const startMs = Math.round((table.startTicks * 1000) / timescale);
  const media = boxOf('mdia', [
    withNumber(childOf(mdia, 'mdhd'), 16, lengthTicks),
    childOf(mdia, 'hdlr').bytes,
    ...boxOf('minf', [
      ...minf.filter(({ type }) => type !== 'stbl').map(({ bytes }) => bytes),
      ...table.write(descriptions, mediaAt),
    ]),
  ]);
  return boxOf('trak', [
    withNumber(childOf(trak, 'tkhd'), 20, endMs({ description, table })),
    ...(startMs > 0 ? [writeDelay(startMs, Math.round((lengthTicks * 1000) / timescale))] : []),
    ...media,
  ]);
}

/** An empty edit: the track begins later than the movie (§8.6.6). */
function writeDelay(startMs: number, lengthMs: number): Buffer {
  const normalRate = 0x10000;
  return box('edts', fullBox('elst', {}, uint32(2, startMs, -1, normalRate, lengthMs, 0, normalRate)));
}

/** The clock of the movie itself counts milliseconds, as `mvhd` of an init segment says. */
function endMs({ description, table }: MovieTrack): number {
  return Math.round((table.durationTicks * 1000) / description.timescale);
}

/** A copy of a box of version 0, with another number at this place of its contents. */
function withNumber({ type, contents }: Box, at: number, value: number): Buffer {
  const changed = Buffer.from(contents);
  changed.writeUInt32BE(value, at);
  return box(type, changed);
}

const childOf = ({ contents }: Box, type: string): Box => findBox(readBoxes(contents), type);
const movieOf = (init: Buffer): Box => findBox(readBoxes(init), 'moov');
const tracksOf = (init: Buffer): Box[] =>
  readBoxes(movieOf(init).contents).filter(({ type }) => type === 'trak');
const handlerOf = (trak: Box): string =>
  childOf(childOf(trak, 'mdia'), 'hdlr').contents.toString('latin1', 8, 12);
const timescaleOf = (trak: Box): number => childOf(childOf(trak, 'mdia'), 'mdhd').contents.readUInt32BE(12);

/** There is one in each init segment. */
function sampleEntryOf(trak: Box): Buffer {
  const stbl = childOf(childOf(childOf(trak, 'mdia'), 'minf'), 'stbl');
  return childOf(stbl, 'stsd').contents.subarray(8);
}
