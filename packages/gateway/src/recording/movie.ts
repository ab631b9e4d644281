/**
 * A recording, or a clip of it, as one MP4 that can be seeked in: sample tables in front, made of the fragments' own, then
 * the samples as they are. Nothing is encoded, nothing is held but the tables: the media are read twice, a segment at a
 * time, once for the tables and once for the viewer. Used by the routes.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { ByteSpan } from '../storage/recording-storage.js';
import type { IndexedSegment, RecordingIndex } from './index-lines.js';
import { describeTrack, type MovieTrack, timescaleIn, writeMovieHead } from './movie-head.js';
import { endOf } from './recording-summary.js';
import { SampleTable } from './sample-table.js';
import { readSegmentSamples, type Sample } from './segment-samples.js';

/** Wall-clock times in epoch milliseconds. */
export type ClipRange = {
  /** It begins with the keyframe at or before it. @default the beginning */
  fromMs?: number | undefined;
  /** @default the end */
  toMs?: number | undefined;
};

export type MovieDeps = {
  index: RecordingIndex;
  readMedia(span: ByteSpan): Promise<Buffer>;
};

export type Movie = {
  readonly byteLength: number;
  /** When its first picture was taken. */
  readonly startedAtMs: number;
  /** A part of it, a segment at a time. @default all of it */
  read(span?: ByteSpan): AsyncGenerator<Buffer, void>;
};

/** What stands behind each other in it. */
type MoviePiece = { byteLength: number; read(): Promise<Buffer> };

/**
 * Reads what it will be made of, as far as the tables need it.
 *
 * @returns `undefined` where nothing was recorded at that time
 * @throws what `readMedia` throws
 */
export async function planMovie(deps: MovieDeps, range: ClipRange = {}): Promise<Movie | undefined> {
  const { index, readMedia } = deps;
  const segments = chooseSegments(index.segments, range);
  const [first] = segments;
  if (!first) return undefined;
  const readSamples = async ({ at, bytes }: IndexedSegment): Promise<Sample[]> =>
    readSegmentSamples(await readMedia({ at, byteLength: bytes }));
  const inits = await Promise.all(index.inits.map(({ at, bytes }) => readMedia({ at, byteLength: bytes })));
  const clocks = inits.map((init) => ({
    video: mpegTimescale,
    audio: timescaleIn(init, 'soun') ?? mpegTimescale,
  }));
  const video = describeTrack(inits, 'vide');
  const audio = describeTrack(inits, 'soun');
  const bounds = await findBounds(segments, range, readSamples);
  if (!bounds || !video) return undefined;

  /** Those of a segment that belong to it: its pictures, then its sound, so that each are one chunk or two. */
  async function chosenSamples(segment: IndexedSegment): Promise<Sample[]> {
    const { startTicks, endTicks } = bounds!;
    const clock = clocks[segment.initNumber]!;
    const chosen = (await readSamples(segment)).filter(({ track, decodeTicks }) => {
      const ticks = (decodeTicks * mpegTimescale) / clock[track];
      return ticks >= startTicks && ticks < endTicks;
    });
    const ofTrack = (wanted: Sample['track']) => chosen.filter(({ track }) => track === wanted);
    return [...ofTrack('video'), ...ofTrack('audio')];
  }

  const tables = { video: new SampleTable(), audio: new SampleTable() };
  const descriptions = { video, audio };
  const media: MoviePiece[] = [];
  let mediaBytes = 0;
  for (const segment of segments) {
    const mediaAt = mediaBytes;
    for (const sample of await chosenSamples(segment)) {
      const { track, bytes } = sample;
      const description = descriptions[track]!;
      const scale = description.timescale / clocks[segment.initNumber]![track];
      const baseTicks = (bounds.startTicks * description.timescale) / mpegTimescale;
      tables[track].add({
        decodeTicks: Math.round(sample.decodeTicks * scale - baseTicks),
        durationTicks: Math.round(sample.durationTicks * scale),
        compositionOffsetTicks: Math.round(sample.compositionOffsetTicks * scale),
        isSync: sample.isSync,
        byteLength: bytes.length,
        at: mediaBytes,
        description: description.entryOfInit[segment.initNumber]!,
      });
      mediaBytes += bytes.length;
    }
    media.push({
      byteLength: mediaBytes - mediaAt,
      read: async () => Buffer.concat((await chosenSamples(segment)).map(({ bytes }) => bytes)),
    });
  }
  const tracks: MovieTrack[] = [{ description: video, table: tables.video }];
  if (audio && tables.audio.sampleCount > 0) tracks.push({ description: audio, table: tables.audio });
  const head = writeMovieHead(inits[first.initNumber]!, tracks, mediaBytes);

  const byteLength = head.length + mediaBytes;
  const pieces = [{ byteLength: head.length, read: async () => head }, ...media];
  return {
    byteLength,
    startedAtMs: bounds.startedAtMs,
    read: (span = { at: 0, byteLength }) => readSpan(pieces, span),
  };
}

/** Reads no piece that it has nothing of. */
async function* readSpan(
  pieces: readonly MoviePiece[],
  { at, byteLength }: ByteSpan,
): AsyncGenerator<Buffer, void> {
  let from = at;
  let to = at + byteLength;
  for (const piece of pieces) {
    if (to <= 0) return;
    if (from < piece.byteLength) yield (await piece.read()).subarray(Math.max(from, 0), to);
    from -= piece.byteLength;
    to -= piece.byteLength;
  }
}

/** From the one that the clip can begin in to the last that has something of it: no other one is looked at. */
function chooseSegments(segments: readonly IndexedSegment[], { fromMs, toMs }: ClipRange): IndexedSegment[] {
  const firstAfter = fromMs === undefined ? -1 : segments.findIndex((segment) => endOf(segment) > fromMs);
  if (fromMs !== undefined && firstAfter === -1) return [];
  let start = Math.max(firstAfter, 0);
  while (start > 0 && !segments[start]!.key) start -= 1;
  const end = toMs === undefined ? -1 : segments.findIndex(({ dateMs }) => dateMs >= toMs);
  return segments.slice(start, end === -1 ? segments.length : end);
}

type Bounds = { startTicks: number; endTicks: number; startedAtMs: number };

/** On the clock of the stream, which goes on through all of a recording. */
async function findBounds(
  segments: readonly IndexedSegment[],
  { fromMs, toMs }: ClipRange,
  readSamples: (segment: IndexedSegment) => Promise<Sample[]>,
): Promise<Bounds | undefined> {
  const [first] = segments;
  const last = segments.at(-1)!;
  const videoOf = async (segment: IndexedSegment): Promise<Sample[]> =>
    (await readSamples(segment)).filter(({ track }) => track === 'video');
  const video = await videoOf(first!);
  const dateOf = ({ decodeTicks }: Sample): number =>
    first!.dateMs + ((decodeTicks - video[0]!.decodeTicks) * 1000) / mpegTimescale;
  const keyframes = video.filter(({ isSync }) => isSync);
  const start = keyframes.findLast((sample) => dateOf(sample) <= (fromMs ?? first!.dateMs)) ?? keyframes[0];
  if (!start) return undefined;
  let endTicks = Number.POSITIVE_INFINITY;
  if (toMs !== undefined && toMs < endOf(last)) {
    const [firstOfLast] = await videoOf(last);
    endTicks = firstOfLast!.decodeTicks + ((toMs - last.dateMs) * mpegTimescale) / 1000;
  }
  if (endTicks <= start.decodeTicks) return undefined;
  return { startTicks: start.decodeTicks, endTicks, startedAtMs: Math.round(dateOf(start)) };
}
