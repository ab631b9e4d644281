/**
 * A recording, or a clip of it, as one MP4 that can be seeked in: sample tables in front, made of those of its segments, then
 * the samples as they are, for each segment its pictures and then its sound. Nothing is encoded, and of the media no more is
 * read than is asked for, a segment at a time. Used by the routes through the movies.
 */
import { GatewayError } from '../errors/gateway-error.js';
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { ByteSpan } from '../storage/recording-storage.js';
import { type Clip, type ClipRange, findClip } from './clip.js';
import type { IndexedSegment, RecordingIndex } from './index-lines.js';
import { describeTrack, type MovieTrack, timescaleIn, writeMovieHead } from './movie-head.js';
import { SampleTable } from './sample-table.js';
import { readSamples, type Sample, type SegmentSamples } from './segment-samples.js';
import { bytesOf, readSegmentTables, type SegmentTablesDeps } from './segment-table.js';

export type MovieDeps = SegmentTablesDeps & {
  index: RecordingIndex;
  /** Nobody waits for it any more. @default somebody does */
  signal?: AbortSignal;
};

export type Movie = {
  readonly byteLength: number;
  /** When its first picture was taken. */
  readonly startedAtMs: number;
  /** What it takes in memory, but for its segments' entries in the index. */
  readonly heldBytes: number;
  /** A part of the file, some 100 kB at a time. @default all of it */
  read(span?: ByteSpan): AsyncGenerator<Buffer, void>;
};

const tracks = ['video', 'audio'] as const;

/**
 * Reads what it will be made of, as far as the tables need it.
 *
 * @returns `undefined` where nothing was recorded at that time
 * @throws what `readMedia` throws; the reason of the signal
 */
export async function planMovie(deps: MovieDeps, range: ClipRange = {}): Promise<Movie | undefined> {
  const { index, readMedia, signal } = deps;
  const clip = await findClip(deps, index.segments, range);
  if (!clip) return undefined;
  const { segments, startTicks, startedAtMs } = clip;
  // Those of the clip alone: it is the same whatever else is recorded later.
  const initNumbers = [...new Set(segments.map(({ initNumber }) => initNumber))];
  const inits: Buffer[] = [];
  for (const number of initNumbers) {
    const { at, bytes } = index.inits[number]!;
    inits.push(await readMedia({ at, byteLength: bytes }));
  }
  const runOf = new Map(
    initNumbers.map((number, place) => {
      const audioTimescale = timescaleIn(inits[place]!, 'soun') ?? mpegTimescale;
      return [number, { place, timescales: { video: mpegTimescale, audio: audioTimescale } }];
    }),
  );
  const descriptions = { video: describeTrack(inits, 'vide'), audio: describeTrack(inits, 'soun') };
  const tables = { video: new SampleTable(), audio: new SampleTable() };
  const segmentsAt: number[] = [];
  let mediaBytes = 0;

  const choose = (segment: IndexedSegment, samples: SegmentSamples): SegmentSamples =>
    chooseSamples(samples, clip, runOf.get(segment.initNumber)!.timescales);

  for await (const { segment, samples } of readSegmentTables(deps, segments)) {
    signal?.throwIfAborted();
    segmentsAt.push(mediaBytes);
    const chosen = choose(segment, samples);
    const { place, timescales } = runOf.get(segment.initNumber)!;
    for (const track of tracks) {
      const description = descriptions[track];
      if (!description || chosen[track].length === 0) continue;
      const scale = description.timescale / timescales[track];
      tables[track].addChunk({
        at: mediaBytes,
        description: description.entryOfInit[place]!,
        samples: chosen[track],
        clock: { scale, baseTicks: (startTicks * description.timescale) / mpegTimescale },
      });
      mediaBytes += bytesOf(chosen[track]);
    }
  }
  segmentsAt.push(mediaBytes);
  const movieTracks = tracks.flatMap((track): MovieTrack[] => {
    const description = descriptions[track];
    return description && tables[track].sampleCount > 0 ? [{ description, table: tables[track] }] : [];
  });
  const head = writeMovieHead(inits[0]!, movieTracks, mediaBytes);

  /** What of a segment is in the file. */
  async function readBody(number: number): Promise<Buffer> {
    const segment = segments[number]!;
    const bytes = await readMedia({ at: segment.at, byteLength: segment.bytes });
    const { video, audio } = choose(segment, readSamples(bytes));
    const body = Buffer.concat(
      [...video, ...audio].map(({ at, byteLength }) => bytes.subarray(at, at + byteLength)),
    );
    if (body.length === segmentsAt[number + 1]! - segmentsAt[number]!) return body;
    throw new GatewayError(
      'storage_failed',
      'The media of this recording are not what they were. Delete it.',
    );
  }

  return {
    byteLength: head.length + mediaBytes,
    startedAtMs,
    heldBytes: head.length + 8 * segmentsAt.length,
    async *read({ at, byteLength } = { at: 0, byteLength: head.length + mediaBytes }) {
      const end = at + byteLength;
      if (at < head.length) yield head.subarray(at, Math.min(end, head.length));
      for (let number = segmentAt(segmentsAt, at - head.length); number < segments.length; number++) {
        const from = head.length + segmentsAt[number]!;
        if (from >= end) return;
        if (segmentsAt[number + 1] === segmentsAt[number]) continue;
        const body = await readBody(number);
        yield body.subarray(Math.max(0, at - from), Math.min(body.length, end - from));
      }
    },
  };
}

/** Those of a segment that are in the clip: most often all. */
function chooseSamples(
  { video, audio }: SegmentSamples,
  { startTicks, endTicks }: Clip,
  timescales: Record<keyof SegmentSamples, number>,
): SegmentSamples {
  const choose = (samples: Sample[], timescale: number): Sample[] => {
    const isIn = ({ decodeTicks }: Sample): boolean => {
      const ticks = (decodeTicks * mpegTimescale) / timescale;
      return ticks >= startTicks && ticks < endTicks;
    };
    const areAllIn = samples.length > 0 && isIn(samples[0]!) && isIn(samples.at(-1)!);
    return areAllIn ? samples : samples.filter(isIn);
  };
  return { video: choose(video, timescales.video), audio: choose(audio, timescales.audio) };
}

/** The last one that begins at or before a place; `segmentsAt` rises. */
function segmentAt(segmentsAt: readonly number[], at: number): number {
  let first = 0;
  let last = segmentsAt.length - 1;
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if (segmentsAt[middle]! <= at) first = middle;
    else last = middle - 1;
  }
  return first;
}
