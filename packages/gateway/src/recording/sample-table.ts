/**
 * Where the samples of one track are in an MP4 file and when they are shown: the tables of `stbl` (ISO 14496-12 §8.6, §8.7),
 * written as they are filled, in the order of the file. Used by the movie.
 */
import { uint32 } from '../packager/box-writer.js';
import { boxOf, fullBoxOf } from './boxes.js';
import { RunList, Uint32List } from './number-lists.js';

export type TableSample = {
  /** On the clock of the track, from the beginning of the movie. */
  decodeTicks: number;
  durationTicks: number;
  compositionOffsetTicks: number;
  isSync: boolean;
  byteLength: number;
};

/** Samples whose bytes lie one behind the other. */
export type Chunk = {
  /** Where it lies in the file's media. */
  at: number;
  /** Which sample entry it needs, from 1 on. */
  description: number;
  samples: readonly TableSample[];
};

export class SampleTable {
  readonly #durations = new RunList();
  readonly #compositionOffsets = new RunList();
  readonly #sizes = new Uint32List();
  readonly #syncNumbers = new Uint32List();
  readonly #chunkSizes = new Uint32List();
  readonly #chunksAt: number[] = [];
  #firstTicks = 0;
  #last: TableSample | undefined;
  #lastChunk = { sampleCount: 0, description: 0 };

  get sampleCount(): number {
    return this.#sizes.length;
  }

  /** When the last sample ends. */
  get durationTicks(): number {
    return this.#last ? this.#last.decodeTicks + this.#last.durationTicks : 0;
  }

  /** When the first sample begins. */
  get startTicks(): number {
    return this.#firstTicks;
  }

  /** What it takes in memory and in the file, but for some headers. */
  get byteLength(): number {
    const lists = [this.#durations, this.#compositionOffsets, this.#sizes, this.#syncNumbers, this.#chunkSizes];
    return lists.reduce((total, { byteLength }) => total + byteLength, 8 * this.#chunksAt.length);
  }

  addChunk({ at, description, samples }: Chunk): void {
    if (samples.length === 0) return;
    this.#chunksAt.push(at);
    const last = this.#lastChunk;
    if (last.sampleCount !== samples.length || last.description !== description) {
      this.#chunkSizes.push(this.#chunksAt.length, samples.length, description);
      this.#lastChunk = { sampleCount: samples.length, description };
    }
    for (const sample of samples) this.#add(sample);
  }

  /** @param mediaAt where the media begin in the file @returns the box, in pieces: nothing is copied */
  write(sampleDescriptions: Buffer, mediaAt: number): Buffer[] {
    const { sampleCount } = this;
    const isAllSync = this.#syncNumbers.length === sampleCount;
    const durations = this.#durations.followedBy(this.#last?.durationTicks ?? 0);
    const offsets = this.#compositionOffsets.bytes;
    const hasOffsets = offsets.length > 8 || offsets.readUInt32BE(4) !== 0;
    return boxOf('stbl', [
      sampleDescriptions,
      ...fullBoxOf('stts', [uint32(durations.length / 8), durations]),
      ...(hasOffsets ? fullBoxOf('ctts', [uint32(offsets.length / 8), offsets]) : []),
      ...(isAllSync
        ? []
        : fullBoxOf('stss', [uint32(this.#syncNumbers.length), this.#syncNumbers.bytes])),
      ...fullBoxOf('stsc', [uint32(this.#chunkSizes.length / 3), this.#chunkSizes.bytes]),
      ...fullBoxOf('stsz', [uint32(0, sampleCount), this.#sizes.bytes]),
      ...fullBoxOf('co64', [uint32(this.#chunksAt.length), this.#writeOffsets(mediaAt)]),
    ]);
  }

  #add(sample: TableSample): void {
    // A sample lasts until the next begins: where something is missing the picture stands still, and the clock is right.
    if (this.#last) this.#durations.push(Math.max(0, sample.decodeTicks - this.#last.decodeTicks));
    else this.#firstTicks = sample.decodeTicks;
    this.#last = sample;
    this.#compositionOffsets.push(sample.compositionOffsetTicks);
    this.#sizes.push(sample.byteLength);
    if (sample.isSync) this.#syncNumbers.push(this.sampleCount);
  }

  #writeOffsets(mediaAt: number): Buffer {
    const bytes = Buffer.allocUnsafe(8 * this.#chunksAt.length);
    this.#chunksAt.forEach((chunkAt, index) => {
      const at = mediaAt + chunkAt;
      bytes.writeUInt32BE(Math.floor(at / 2 ** 32), 8 * index);
      bytes.writeUInt32BE(at % 2 ** 32, 8 * index + 4);
    });
    return bytes;
  }
}
