/**
 * The segments of one stream, newest last: which of them are listed, which may only be downloaded still (RFC 8216bis
 * §6.2.2), and whose media is in memory. Names are never used twice and the media sequence never goes back. Owned by the
 * live stream.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { InitSegment } from '../packager/init-segment.js';
import { gapPart, gapParts } from './gap.js';
import { HeldMedia } from './held-media.js';
import { completeSegment, type NamedInit, type Part, type Segment, type StoredSpan } from './segment.js';
import { SegmentList } from './segment-list.js';
import { type RetentionLimits, SegmentRetention } from './segment-retention.js';

/** 25 s of video at 20 Mbit/s. */
export const defaultMaxStreamBytes = 64 * 1024 * 1024;

/**
 * Gaps in front of the first segment of a stream. A player that comes with the first part would otherwise find a playlist
 * without one whole segment: hls.js takes that for an error and waits, AVPlayer wants about six before it starts.
 */
export const leadInCount = 7;

export type SegmentRingLimits = RetentionLimits & {
  /** Called with each segment that is completed. @default nobody is told */
  onComplete?(segment: Segment): void;
  /** Duration of a gap: of those in front of the first segment, and of those in a silence as far as its parts fit. */
  segmentTicks: number;
};

export class SegmentRing {
  readonly #limits: SegmentRingLimits;
  readonly #list = new SegmentList();
  readonly #media = new HeldMedia();
  readonly #retention: SegmentRetention;
  #latestInit: { source: InitSegment; named: NamedInit } | undefined;
  #initCount = 0;
  #segmentCount = 0;
  #partCount = 0;

  constructor(limits: SegmentRingLimits) {
    this.#limits = limits;
    this.#retention = new SegmentRetention({ list: this.#list, media: this.#media, limits });
  }

  /** Listed segments, oldest first; the last one may be open. Those without a part are not listed yet. */
  get listed(): readonly Segment[] {
    return this.#list.listed;
  }

  /** How many discontinuities have left the list. */
  get discontinuitySequence(): number {
    return this.#list.discontinuitySequence;
  }

  /** Media to list, once the stream has lasted for so long. */
  get windowTicks(): number {
    return this.#retention.windowTicks;
  }

  /** Sequence number of the oldest segment that can still be loaded, listed or not. */
  get oldestSequence(): number {
    return this.#list.oldest?.sequence ?? this.#segmentCount;
  }

  /** Bytes of all parts and segments held. */
  get heldBytes(): number {
    return this.#media.byteLength;
  }

  /** Segments held that have media. */
  get segmentCount(): number {
    return this.#media.segments.filter(({ isGap }) => !isGap).length;
  }

  /** The name that the next part will have, whichever segment it belongs to. */
  get nextPartName(): string {
    return `part${this.#partCount}.m4s`;
  }

  /** A complete file in memory by its name. That of a gap shows the newest picture, standing still. */
  find(name: string): Buffer | undefined {
    return this.#media.find(name);
  }

  /** Where a segment can be read whose media has left memory. */
  findStored(name: string): StoredSpan | undefined {
    return this.#media.segmentNamed(name)?.stored;
  }

  /** The media of a segment lies in storage, too. */
  markStored({ sequence }: Segment, stored: StoredSpan): void {
    const segment = this.#list.at(sequence);
    if (segment) segment.stored ??= stored;
  }

  /** What was stored there is gone, and leaves the list with all before it: at once, or when memory lets it go. */
  forgetStored(recordingId: string): void {
    this.#retention.forgetStored(recordingId);
  }

  /** Lets the oldest media go until so many bytes fit, too, which are in no part yet. @returns whether they do */
  makeRoom(pendingBytes: number): boolean {
    return this.#retention.makeRoom(pendingBytes);
  }

  /** NAL units of the newest keyframe, for as long as gaps may have to show it. */
  set keyframe(keyframe: Buffer) {
    this.#latestInit!.named.keyframe = keyframe;
  }

  /** The init segment that the next part needs, where it is another one than the last listed part's. */
  get nextInitName(): string | undefined {
    const { newest, beforeNewest } = this.#list;
    const isUnlisted = newest && !newest.isGap && newest.parts.length === 0;
    return isUnlisted && newest.init !== beforeNewest?.init ? newest.init.name : undefined;
  }

  /** A segment of gap parts is open. */
  get isInGap(): boolean {
    const { newest } = this.#list;
    return newest?.isGap === true && newest.isOpen;
  }

  /** Opens the next segment; before the first one of the stream it lists gaps, the last of them in parts of `partTicks`. */
  open(init: InitSegment, programDateTimeMs: number, partTicks: number): void {
    if (this.#segmentCount === 0) this.#leadIn(init, programDateTimeMs, partTicks);
    this.#append(init, programDateTimeMs);
  }

  #leadIn(init: InitSegment, untilMs: number, partTicks: number): void {
    const { segmentTicks } = this.#limits;
    for (let count = leadInCount; count > 0; count--) {
      const gapAtMs = untilMs - (count * segmentTicks * 1000) / mpegTimescale;
      const segment = this.#append(init, gapAtMs, (leadInCount - count) * segmentTicks);
      // hls.js loads parts of the open segment only where the list of parts begins before it: else it waits for the whole.
      if (count === 1) for (const part of gapParts(segmentTicks, partTicks)) this.addPart(part);
      else this.#list.lengthenNewest(segmentTicks);
      completeSegment(segment);
      this.#media.completed(segment);
    }
  }

  /**
   * Lists a part that there is not, in a segment of such parts which goes on where the one before it ended.
   *
   * @param startTicks on the output clock
   */
  addGapPart(startTicks: number, durationTicks: number): void {
    if (!this.isInGap) {
      const before = this.#list.newest!;
      const dateMs = before.programDateTimeMs + (before.durationTicks * 1000) / mpegTimescale;
      this.#append(this.#latestInit!.source, dateMs, startTicks);
    }
    this.addPart(gapPart(durationTicks));
    if (this.#openSegment().durationTicks + durationTicks > this.#limits.segmentTicks) this.close();
  }

  /** @param gapTicks where it begins, if it is a gap */
  #append(init: InitSegment, programDateTimeMs: number, gapTicks?: number): Segment {
    const hasDiscontinuity = this.#latestInit !== undefined && this.#latestInit.source !== init;
    const sequence = this.#segmentCount++;
    // Jitter could date a run before the last, short segment of the one before it (§6.2.1).
    const earliestMs = (this.#list.newest?.programDateTimeMs ?? Number.NEGATIVE_INFINITY) + 1;
    const segment: Segment = {
      sequence,
      name: `seg${sequence}.m4s`,
      init: this.#nameInit(init),
      hasDiscontinuity,
      programDateTimeMs: Math.max(programDateTimeMs, earliestMs),
      isGap: gapTicks !== undefined,
      gapTicks: gapTicks ?? 0,
      parts: [],
      durationTicks: 0,
      isOpen: true,
      bytes: undefined,
      stored: undefined,
    };
    this.#list.append(segment);
    this.#media.addSegment(segment);
    return segment;
  }

  addPart(part: Omit<Part, 'name'>): void {
    const segment = this.#openSegment();
    const named: Part = { ...part, name: this.nextPartName };
    this.#partCount += 1;
    segment.parts.push(named);
    this.#list.lengthenNewest(part.durationTicks);
    this.#media.addPart(named);
    this.makeRoom(0);
  }

  /** Completes the open segment and drops what has left the windows. */
  close(): void {
    const segment = this.#openSegment();
    completeSegment(segment);
    this.#media.completed(segment);
    this.#limits.onComplete?.(segment);
    this.#retention.trim();
  }

  clear(): void {
    this.#list.clear();
    this.#media.clear();
  }

  #openSegment(): Segment {
    const { newest } = this.#list;
    if (newest?.isOpen) return newest;
    throw new Error('no segment is open');
  }

  #nameInit(source: InitSegment): NamedInit {
    if (this.#latestInit?.source !== source) {
      const name = `init${this.#initCount++}.mp4`;
      const named = { name, bytes: source.bytes, codecs: source.codecs, keyframe: undefined };
      this.#media.addInit(named);
      this.#latestInit = { source, named };
    }
    return this.#latestInit.named;
  }
}
