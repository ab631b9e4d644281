/**
 * The segments of one stream in order: those that have left the list and may still be loaded, listed ones, the open one;
 * with sums over them, as hours of them may be listed. Owned by the segment ring, which decides what leaves when.
 */
import type { Segment } from './segment.js';

export class SegmentList {
  readonly #segments: Segment[] = [];
  #firstListed = 0;
  #listedTicks = 0;
  #unlistedTicks = 0;
  #discontinuitySequence = 0;

  /** Listed segments, oldest first; the last one may be open. While it has no part it is not listed yet. */
  get listed(): readonly Segment[] {
    const isUnlisted = this.newest?.isOpen && this.newest.parts.length === 0;
    return this.#segments.slice(this.#firstListed, isUnlisted ? -1 : undefined);
  }

  get oldest(): Segment | undefined {
    return this.#segments[0];
  }

  get oldestListed(): Segment | undefined {
    return this.#segments[this.#firstListed];
  }

  get newest(): Segment | undefined {
    return this.#segments.at(-1);
  }

  get beforeNewest(): Segment | undefined {
    return this.#segments.at(-2);
  }

  get listedTicks(): number {
    return this.#listedTicks;
  }

  /** Of those that may still be loaded. */
  get unlistedTicks(): number {
    return this.#unlistedTicks;
  }

  /** How many discontinuities have left the list. */
  get discontinuitySequence(): number {
    return this.#discontinuitySequence;
  }

  /** `undefined` for one that has left or has not come. */
  at(sequence: number): Segment | undefined {
    return this.#segments[sequence - (this.oldest?.sequence ?? 0)];
  }

  /** The newest one that meets the condition. */
  findNewest(isMeant: (segment: Segment) => boolean): Segment | undefined {
    return this.#segments.findLast(isMeant);
  }

  /** @param segment of the next sequence number, without a duration */
  append(segment: Segment): void {
    this.#segments.push(segment);
  }

  lengthenNewest(ticks: number): void {
    this.newest!.durationTicks += ticks;
    this.#listedTicks += ticks;
  }

  /** Puts another object in the place of that of the same sequence number and duration. */
  replace(segment: Segment): void {
    this.#segments[segment.sequence - this.oldest!.sequence] = segment;
  }

  unlistOldest(): void {
    const { durationTicks, hasDiscontinuity } = this.oldestListed!;
    this.#firstListed += 1;
    this.#listedTicks -= durationTicks;
    this.#unlistedTicks += durationTicks;
    if (hasDiscontinuity) this.#discontinuitySequence += 1;
  }

  /** One that is still listed is unlisted by that. */
  dropOldest(): Segment {
    if (this.#firstListed === 0) this.unlistOldest();
    const segment = this.#segments.shift()!;
    this.#firstListed -= 1;
    this.#unlistedTicks -= segment.durationTicks;
    return segment;
  }

  clear(): void {
    this.#segments.length = 0;
    this.#firstListed = 0;
    this.#listedTicks = 0;
    this.#unlistedTicks = 0;
  }
}
