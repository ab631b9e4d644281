/**
 * The past of a stream, as far as storage has it: what its playlist lists there and viewers load, although it has left
 * memory. Owned by the live stream; whoever keeps segments says where they lie.
 */
import type { Segment, StoredSpan } from './segment.js';
import type { SegmentRing } from './segment-ring.js';
import { type ReadStored, StoredSegments } from './stored-segments.js';

/** How far back a stream can be watched, and what reads it. */
export type TimeShiftSource = {
  /** Setting `timeShift.windowMs`: what the playlist lists, from memory and storage. */
  windowMs: number;
  /** The media of a segment. @throws GatewayError `not_found` where they are not there any more */
  read: ReadStored;
};

export type StreamPastDeps = {
  ring: SegmentRing;
  /** Without it nothing leaves memory before it leaves the playlist. */
  timeShift: TimeShiftSource | undefined;
  /** What the playlist says has changed. */
  onChange(): void;
};

export class StreamPast {
  readonly #ring: SegmentRing;
  readonly #stored: StoredSegments | undefined;
  readonly #onChange: () => void;

  constructor({ ring, timeShift, onChange }: StreamPastDeps) {
    this.#ring = ring;
    this.#stored = timeShift && new StoredSegments(timeShift.read);
    this.#onChange = onChange;
  }

  /** Sequence number of the oldest segment that can still be loaded, listed or not. */
  get oldestSequence(): number {
    return this.#ring.oldestSequence;
  }

  /** The media of a segment lies in storage, too; the first place that is named counts. */
  markStored(segment: Segment, stored: StoredSpan): void {
    if (this.#stored) this.#ring.markStored(segment, stored);
  }

  /** A recording was deleted: what it alone had leaves the playlist, with all before it. */
  forgetStored(recordingId: string): void {
    this.#stored?.forget(recordingId);
    this.#ring.forgetStored(recordingId);
    this.#onChange();
  }

  /**
   * Reads a segment that has left memory.
   *
   * @returns `undefined` for a name that is in no storage
   * @throws GatewayError `not_found` where it cannot be read any more; `too_many_requests` where too many wait already
   */
  load(name: string): Promise<Buffer> | undefined {
    const span = this.#ring.findStored(name);
    return span && this.#stored?.load(span);
  }

  /** Forgets what was read last. */
  clear(): void {
    this.#stored?.clear();
  }
}
