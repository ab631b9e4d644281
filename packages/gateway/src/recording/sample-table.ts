/**
 * Where the samples of one track are in an MP4 file and when they are shown: the tables of `stbl` (ISO 14496-12 §8.6, §8.7),
 * written as they are filled, in the order of the file. Used by the movie.
 */
import { uint32 } from '../packager/box-writer.js';
import { boxOf, fullBoxOf } from './boxes.js';
import { RunList, Uint32List } from './number-lists.js';
import type { Sample } from './segment-samples.js';

/** Samples whose bytes lie one behind the other. */
export type Chunk = {
  /** Where it lies in the file's media. */
  at: number;
  /** Which sample entry it needs, from 1 on. */
  description: number;
  samples: readonly Sample[];
  /** From the clock of the samples to the one of the track. */
  clock: TrackClock;
};

export type TrackClock = {
  /** Ticks of the track for each of the samples'. */
  scale: number;
  /** Where the movie begins, in ticks of the track. */
  baseTicks: number;
};

export class SampleTable {
  readonly #durations = new RunList();
  readonly #compositionOffsets = new RunList();
  readonly #sizes = new Uint32List();
  readonly #syncNumbers = new Uint32List();
  readonly #chunkSizes = new Uint32List();
  readonly #chunksAt: number[] = [];
  #startTicks = 0;
  #lastTicks = 0;
  #lastDurationTicks = 0;
  #lastChunk = { sampleCount: 0, description: 0 };

  get sampleCount(): number {
    return this.#sizes.length;
  }

  /** When the last sample ends. */
  get durationTicks(): number {
    return this.#lastTicks + this.#lastDurationTicks;
  }

  /** When the first sample begins. */
  get startTicks(): number {
    return this.#startTicks;
  }

  addChunk({ at, description, samples, clock }: Chunk): void {
    if (samples.length === 0) return;
    this.#chunksAt.push(at);
    const last = this.#lastChunk;
    if (last.sampleCount !== samples.length || last.description !== description) {
      for (const value of [this.#chunksAt.length, samples.length, description]) this.#chunkSizes.push(value);
      this.#lastChunk = { sampleCount: samples.length, description };
    }
    for (const sample of samples) this.#add(sample, clock);
  }

  /** @param mediaAt where the media begin in the file @returns the box, in pieces: nothing is copied */
  write(sampleDescriptions: Buffer, mediaAt: number): Buffer[] {
    const { sampleCount } = this;
    const isAllSync = this.#syncNumbers.length === sampleCount;
    const durations = this.#durations.followedBy(this.#lastDurationTicks);
    const offsets = this.#compositionOffsets.bytes;
    const hasOffsets = offsets.length > 8 || offsets.readUInt32BE(4) !== 0;
    return boxOf('stbl', [
      sampleDescriptions,
      ...fullBoxOf('stts', [uint32(durations.length / 8), durations]),
      ...(hasOffsets ? fullBoxOf('ctts', [uint32(offsets.length / 8), offsets]) : []),
      ...(isAllSync ? [] : fullBoxOf('stss', [uint32(this.#syncNumbers.length), this.#syncNumbers.bytes])),
      ...fullBoxOf('stsc', [uint32(this.#chunkSizes.length / 3), this.#chunkSizes.bytes]),
      ...fullBoxOf('stsz', [uint32(0, sampleCount), this.#sizes.bytes]),
      ...fullBoxOf('co64', [uint32(this.#chunksAt.length), this.#writeOffsets(mediaAt)]),
    ]);
  }

  #add(sample: Sample, { scale, baseTicks }: TrackClock): void {
    const ticks = Math.round(sample.decodeTicks * scale - baseTicks);
    // A sample lasts until the next begins: where something is missing the picture stands still, and the clock is right.
    if (this.sampleCount > 0) this.#durations.push(Math.max(0, ticks - this.#lastTicks));
    else this.#startTicks = ticks;
    this.#lastTicks = ticks;
    this.#lastDurationTicks = Math.round(sample.durationTicks * scale);
    this.#compositionOffsets.push(Math.round(sample.compositionOffsetTicks * scale));
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
