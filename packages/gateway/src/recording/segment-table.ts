/**
 * What an MP4 file's tables need to know of a segment, apart from its media: one `moof` box that says of its samples what
 * those of all its fragments say, but where their bytes lie (ISO 14496-12 §8.8). The recording's writer writes one for each
 * segment, one behind the other in a file of their own, so that an hour of them is read at once.
 */
import { box, fullBox, uint32, uint64 } from '../packager/box-writer.js';
import { trackIds } from '../packager/init-segment.js';
import type { ByteSpan } from '../storage/recording-storage.js';
import type { IndexedSegment } from './index-lines.js';
import { nonSync, readSamples, runFlags, type Sample, type SegmentSamples } from './segment-samples.js';

export function writeSegmentTable(samples: SegmentSamples): Buffer {
  const trackFragments = (['video', 'audio'] as const).flatMap((track) => {
    const own = samples[track];
    return own.length === 0 ? [] : [writeTrackFragment(track, own)];
  });
  return box('moof', fullBox('mfhd', {}, uint32(0)), ...trackFragments);
}

function writeTrackFragment(track: 'video' | 'audio', samples: readonly Sample[]): Buffer {
  const isVideo = track === 'video';
  const fields = samples.flatMap((sample, index) => {
    const { decodeTicks, durationTicks, byteLength, isSync, compositionOffsetTicks } = sample;
    const next = samples[index + 1];
    // Until the next begins: the times of all can be told from the first one's.
    const lastsTicks = next ? next.decodeTicks - decodeTicks : durationTicks;
    const facts = isVideo ? [isSync ? 0 : nonSync, compositionOffsetTicks] : [];
    return [lastsTicks, byteLength, ...facts];
  });
  const { duration, size, flags, compositionOffset } = runFlags;
  return box(
    'traf',
    fullBox('tfhd', {}, uint32(trackIds[track])),
    fullBox('tfdt', { version: 1 }, uint64(samples[0]!.decodeTicks)),
    fullBox(
      'trun',
      { flags: duration | size | (isVideo ? flags | compositionOffset : 0) },
      uint32(samples.length, ...fields),
    ),
  );
}

export type SegmentTablesDeps = {
  /** Of the file of tables; less than that where it ends before. */
  readTables(span: ByteSpan): Promise<Buffer>;
  readMedia(span: ByteSpan): Promise<Buffer>;
};

/** `at` of a sample says nothing. */
export type ReadTable = { segment: IndexedSegment; samples: SegmentSamples };

/** Tables of some 5,000 samples, read at once: nobody else waits long for the storage, or for this program. */
const maxReadBytes = 64 * 1024;

/**
 * Those of segments that lie one behind the other. Where one is missing or spoiled, as a loss of power may leave it, the
 * segment itself is read.
 *
 * @throws what `readMedia` throws
 */
export async function* readSegmentTables(
  { readTables, readMedia }: SegmentTablesDeps,
  segments: readonly IndexedSegment[],
): AsyncGenerator<ReadTable, void> {
  for (const together of inReads(segments)) {
    const [first] = together;
    const last = together.at(-1)!;
    const at = first!.tableAt;
    const bytes = await readTables({ at, byteLength: last.tableAt + last.tableBytes - at }).catch(
      () => undefined,
    );
    for (const segment of together) {
      const tableAt = segment.tableAt - at;
      const samples =
        parseTable(bytes?.subarray(tableAt, tableAt + segment.tableBytes), segment) ??
        readSamples(await readMedia({ at: segment.at, byteLength: segment.bytes }));
      yield { segment, samples };
    }
  }
}

function parseTable(bytes: Buffer | undefined, segment: IndexedSegment): SegmentSamples | undefined {
  if (bytes?.length !== segment.tableBytes) return undefined;
  try {
    const samples = readSamples(bytes);
    const sampleBytes = bytesOf(samples.video) + bytesOf(samples.audio);
    return sampleBytes > 0 && sampleBytes < segment.bytes ? samples : undefined;
  } catch {
    return undefined;
  }
}

export function bytesOf(samples: readonly Sample[]): number {
  let total = 0;
  for (const { byteLength } of samples) total += byteLength;
  return total;
}

function* inReads(segments: readonly IndexedSegment[]): Generator<IndexedSegment[], void> {
  let together: IndexedSegment[] = [];
  for (const segment of segments) {
    const beganAt = together[0]?.tableAt ?? segment.tableAt;
    if (segment.tableAt + segment.tableBytes - beganAt > maxReadBytes && together.length > 0) {
      yield together;
      together = [];
    }
    together.push(segment);
  }
  if (together.length > 0) yield together;
}
