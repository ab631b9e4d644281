/**
 * Where the samples of one track are in an MP4 file and when they are shown: the tables of `stbl` (ISO 14496-12 §8.6, §8.7).
 * Filled in the order of the file, by the movie writer.
 */
import { box, fullBox, uint32, uint64 } from '../packager/box-writer.js';

export type TableSample = {
  /** On the clock of the track, from the beginning of the movie. */
  decodeTicks: number;
  durationTicks: number;
  compositionOffsetTicks: number;
  isSync: boolean;
  byteLength: number;
  /** Where it lies in the file's media. */
  at: number;
  /** Which sample entry it needs, from 1 on. */
  description: number;
};

type Chunk = { at: number; sampleCount: number; description: number };

/** Beyond it the next chunk begins, so that readers who take whole chunks take little. */
const maxChunkSamples = 60;

export class SampleTable {
  readonly #decodeTicks: number[] = [];
  readonly #compositionOffsets: number[] = [];
  readonly #sizes: number[] = [];
  readonly #syncNumbers: number[] = [];
  readonly #chunks: Chunk[] = [];
  #lastDurationTicks = 0;
  #endAt = -1;

  get sampleCount(): number {
    return this.#sizes.length;
  }

  /** When the last sample ends. */
  get durationTicks(): number {
    return this.sampleCount === 0 ? 0 : this.#decodeTicks.at(-1)! + this.#lastDurationTicks;
  }

  /** When the first sample begins. */
  get startTicks(): number {
    return this.#decodeTicks[0] ?? 0;
  }

  add(sample: TableSample): void {
    this.#decodeTicks.push(sample.decodeTicks);
    this.#compositionOffsets.push(sample.compositionOffsetTicks);
    this.#sizes.push(sample.byteLength);
    this.#lastDurationTicks = sample.durationTicks;
    if (sample.isSync) this.#syncNumbers.push(this.sampleCount);
    this.#addToChunk(sample);
  }

  /** @param mediaAt where the media begin in the file */
  write(sampleDescriptions: Buffer, mediaAt: number): Buffer {
    const offsets = Buffer.concat(this.#chunks.map(({ at }) => uint64(mediaAt + at)));
    const isAllSync = this.#syncNumbers.length === this.sampleCount;
    const hasOffsets = this.#compositionOffsets.some((offset) => offset !== 0);
    return box(
      'stbl',
      sampleDescriptions,
      this.#writeTimes(),
      ...(hasOffsets ? [writeRuns('ctts', this.#compositionOffsets)] : []),
      ...(isAllSync ? [] : [fullBox('stss', {}, uint32(this.#syncNumbers.length), words(this.#syncNumbers))]),
      this.#writeChunkSizes(),
      fullBox('stsz', {}, uint32(0, this.sampleCount), words(this.#sizes)),
      fullBox('co64', {}, uint32(this.#chunks.length), offsets),
    );
  }

  #addToChunk({ at, byteLength, description }: TableSample): void {
    const last = this.#chunks.at(-1);
    const goesOn = last && this.#endAt === at && last.description === description;
    if (goesOn && last.sampleCount < maxChunkSamples) last.sampleCount += 1;
    else this.#chunks.push({ at, sampleCount: 1, description });
    this.#endAt = at + byteLength;
  }

  /** A sample lasts until the next begins: where something is missing the picture stands still, and the clock is right. */
  #writeTimes(): Buffer {
    const ticks = this.#decodeTicks;
    const durations = ticks.map((from, index) =>
      index + 1 < ticks.length ? Math.max(0, ticks[index + 1]! - from) : this.#lastDurationTicks,
    );
    return writeRuns('stts', durations);
  }

  #writeChunkSizes(): Buffer {
    const entries: number[] = [];
    let previous: Chunk | undefined;
    this.#chunks.forEach((chunk, index) => {
      const { sampleCount, description } = chunk;
      if (previous?.sampleCount !== sampleCount || previous.description !== description)
        entries.push(index + 1, sampleCount, description);
      previous = chunk;
    });
    return fullBox('stsc', {}, uint32(entries.length / 3), words(entries));
  }
}

/** A table of how often a value comes in a row. */
function writeRuns(type: 'stts' | 'ctts', values: readonly number[]): Buffer {
  const runs: number[] = [];
  for (const value of values) {
    if (runs.at(-1) === value) runs[runs.length - 2]! += 1;
    else runs.push(1, value);
  }
  return fullBox(type, {}, uint32(runs.length / 2), words(runs));
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 4);
  for (let index = 0; index < values.length; index++) bytes.writeUInt32BE(values[index]! >>> 0, index * 4);
  return bytes;
}
