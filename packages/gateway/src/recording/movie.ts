/**
 * A recording, or a clip of it, as one MP4 that can be seeked in: sample tables in front, then the samples as they are.
 * Nothing is encoded, and of the media no more is read than is asked for, a segment at a time. Used by the movies.
 */
import type { ByteSpan } from '../storage/recording-storage.js';
import { type ClipRange, findClip } from './clip.js';
import type { RecordingIndex } from './index-lines.js';
import { layOutMovie, type MovieLayoutDeps } from './movie-layout.js';
import { readSamples } from './segment-samples.js';

export type MovieDeps = Omit<MovieLayoutDeps, 'inits'> & { index: RecordingIndex };

export type Movie = {
  readonly byteLength: number;
  /** When its first picture was taken. */
  readonly startedAtMs: number;
  /** What it takes in memory, but for its segments' entries in the index. */
  readonly heldBytes: number;
  /** A part of the file, a segment at a time. @default all of it */
  read(span?: ByteSpan): AsyncGenerator<Buffer, void>;
};

/**
 * Reads what it will be made of, as far as the tables need it.
 *
 * @returns `undefined` where nothing was recorded at that time
 * @throws what `readMedia` throws; the reason of the signal
 */
export async function planMovie(deps: MovieDeps, range: ClipRange = {}): Promise<Movie | undefined> {
  const { index, readMedia, ...others } = deps;
  const clip = await findClip(deps, index.segments, range);
  if (!clip) return undefined;
  const { segments, startedAtMs } = clip;
  const layout = await layOutMovie({ ...others, readMedia, inits: index.inits }, clip);
  const { head, segmentsAt, choose } = layout;
  const fileBytes = head.length + segmentsAt.at(-1)!;

  /** What of a segment is in the file. */
  async function readBody(number: number): Promise<Buffer> {
    const segment = segments[number]!;
    const bytes = await readMedia({ at: segment.at, byteLength: segment.bytes });
    const { video, audio } = choose(segment, readSamples(bytes));
    const body = Buffer.concat(
      [...video, ...audio].map(({ at, byteLength }) => bytes.subarray(at, at + byteLength)),
    );
    if (body.length === segmentsAt[number + 1]! - segmentsAt[number]!) return body;
    throw new Error(`the media of a recording are spoiled: ${body.length} bytes in a segment`);
  }

  return {
    byteLength: fileBytes,
    startedAtMs,
    heldBytes: head.length + 8 * segmentsAt.length,
    async *read({ at, byteLength } = { at: 0, byteLength: fileBytes }) {
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
