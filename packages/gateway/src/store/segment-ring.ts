/**
 * The segments of one stream, newest last: which of them are listed, and which may only be downloaded still (RFC 8216bis
 * §6.2.2). Names are never used twice and the media sequence never goes back. Owned by the live stream.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { InitSegment } from '../packager/init-segment.js';
import { gapPart, gapParts, noMedia, showStill } from './gap.js';
import { isComplete, joinParts, type NamedInit, type Part, type Segment, totalTicks } from './segment.js';

/** 25 s of video at 20 Mbit/s. */
export const defaultMaxStreamBytes = 64 * 1024 * 1024;

/**
 * Gaps in front of the first segment of a stream. A player that comes with the first part would otherwise find a playlist
 * without one whole segment: hls.js takes that for an error and waits, AVPlayer wants about six before it starts.
 */
export const leadInCount = 7;

export type SegmentRingLimits = {
  /** Called with each segment that is completed. @default nobody is told */
  onComplete?(segment: Segment): void;
  /** Media to list; at least three target durations are. */
  windowTicks: number;
  targetDurationSeconds: number;
  /** Duration of a gap: of those in front of the first segment, and of those in a silence as far as its parts fit. */
  segmentTicks: number;
  /**
   * Media to hold, listed or not. Beyond it the oldest segment goes first, whatever the window says; only the open one
   * stays in any case: `makeRoom` tells when it does not fit.
   */
  maxBytes: number;
};

export class SegmentRing {
  readonly #limits: SegmentRingLimits;
  /** In order: segments no longer listed, listed ones, the open one. */
  readonly #segments: Segment[] = [];
  readonly #files = new Map<string, Segment | Part | NamedInit>();
  #firstListed = 0;
  #latestInit: { source: InitSegment; named: NamedInit } | undefined;
  #initCount = 0;
  #segmentCount = 0;
  #partCount = 0;
  #discontinuitySequence = 0;
  #heldBytes = 0;

  constructor(limits: SegmentRingLimits) {
    this.#limits = limits;
  }

  /** Listed segments, oldest first; the last one may be open. Those without a part are not listed yet. */
  get listed(): readonly Segment[] {
    return this.#segments.slice(this.#firstListed).filter(({ isGap, parts }) => isGap || parts.length > 0);
  }

  /** How many discontinuities have left the list. */
  get discontinuitySequence(): number {
    return this.#discontinuitySequence;
  }

  /** Bytes of all parts and segments held. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Segments held that have media. */
  get segmentCount(): number {
    return this.#segments.filter(({ isGap }) => !isGap).length;
  }

  /** The name that the next part will have, whichever segment it belongs to. */
  get nextPartName(): string {
    return `part${this.#partCount}.m4s`;
  }

  /** A complete file by its name. That of a gap shows the newest picture, standing still. */
  find(name: string): Buffer | undefined {
    const file = this.#files.get(name);
    return file && 'isGap' in file && 'init' in file && file.isGap ? showStill(file) : file?.bytes;
  }

  /** NAL units of the newest keyframe, for as long as gaps may have to show it. */
  set keyframe(keyframe: Buffer) {
    this.#latestInit!.named.keyframe = keyframe;
  }

  /** The init segment that the next part needs, where it is another one than the last listed part's. */
  get nextInitName(): string | undefined {
    const [before, newest] = this.#segments.slice(-2);
    const isUnlisted = newest && !newest.isGap && newest.parts.length === 0;
    return isUnlisted && newest.init !== before?.init ? newest.init.name : undefined;
  }

  /** A segment of gap parts is open. */
  get isInGap(): boolean {
    return this.#segments.at(-1)?.isGap === true && !isComplete(this.#segments.at(-1)!);
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
      segment.durationTicks = segmentTicks;
      segment.bytes = noMedia;
      this.#files.set(segment.name, segment);
    }
  }

  /**
   * Lists a part that there is not, in a segment of such parts which goes on where the one before it ended.
   *
   * @param startTicks on the output clock
   */
  addGapPart(startTicks: number, durationTicks: number): void {
    if (!this.isInGap) {
      const before = this.#segments.at(-1)!;
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
    const earliestMs = (this.#segments.at(-1)?.programDateTimeMs ?? Number.NEGATIVE_INFINITY) + 1;
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
      bytes: undefined,
    };
    this.#segments.push(segment);
    return segment;
  }

  addPart(part: Omit<Part, 'name'>): void {
    const segment = this.#openSegment();
    const named: Part = { ...part, name: this.nextPartName };
    this.#partCount += 1;
    segment.parts.push(named);
    segment.durationTicks += part.durationTicks;
    this.#files.set(named.name, named);
    this.#heldBytes += part.bytes.length;
    this.makeRoom(0);
  }

  /** Completes the open segment and drops what has left the window. */
  close(): void {
    const segment = this.#openSegment();
    joinParts(segment);
    this.#files.set(segment.name, segment);
    this.#limits.onComplete?.(segment);
    this.#unlistOld();
    this.#dropOld();
  }

  clear(): void {
    this.#segments.length = 0;
    this.#firstListed = 0;
    this.#files.clear();
    this.#heldBytes = 0;
  }

  #openSegment(): Segment {
    const segment = this.#segments.at(-1);
    if (segment && !isComplete(segment)) return segment;
    throw new Error('no segment is open');
  }

  #nameInit(source: InitSegment): NamedInit {
    if (this.#latestInit?.source !== source) {
      const name = `init${this.#initCount++}.mp4`;
      const named = { name, bytes: source.bytes, codecs: source.codecs, keyframe: undefined };
      this.#files.set(name, named);
      this.#latestInit = { source, named };
    }
    return this.#latestInit.named;
  }

  #unlistOld(): void {
    const shortestTicks = 3 * this.#limits.targetDurationSeconds * mpegTimescale + printingTicks;
    const windowTicks = Math.max(this.#limits.windowTicks, shortestTicks);
    let listedTicks = totalTicks(this.#segments.slice(this.#firstListed));
    for (;;) {
      const oldest = this.#segments[this.#firstListed]!;
      listedTicks -= oldest.durationTicks;
      if (listedTicks < windowTicks) return;
      this.#unlist(oldest);
    }
  }

  #unlist(segment: Segment): void {
    this.#firstListed += 1;
    if (segment.hasDiscontinuity) this.#discontinuitySequence += 1;
  }

  /** A segment that has left the list stays for its own duration and that of the list, as players may still load it. */
  #dropOld(): void {
    const listedTicks = totalTicks(this.#segments.slice(this.#firstListed));
    let unlistedTicks = totalTicks(this.#segments.slice(0, this.#firstListed));
    while (this.#firstListed > 0) {
      unlistedTicks -= this.#segments[0]!.durationTicks;
      if (unlistedTicks < listedTicks) return;
      this.#dropOldest();
    }
  }

  /** Lets the oldest segments go until so many bytes fit, too, which are in no part yet. @returns whether they do */
  makeRoom(pendingBytes: number): boolean {
    const maxBytes = this.#limits.maxBytes - pendingBytes;
    while (this.#heldBytes > maxBytes && this.#segments.length > 1) {
      if (this.#firstListed === 0) this.#unlist(this.#segments[0]!);
      this.#dropOldest();
    }
    return this.#heldBytes <= maxBytes;
  }

  #dropOldest(): void {
    const segment = this.#segments.shift()!;
    this.#firstListed -= 1;
    for (const part of segment.parts) {
      this.#files.delete(part.name);
      this.#heldBytes -= part.bytes.length;
    }
    this.#files.delete(segment.name);
    if (!this.#segments.some(({ init }) => init === segment.init)) this.#files.delete(segment.init.name);
  }
}

/** Durations are rounded when they are printed; their sum must not fall below the least for it. */
const printingTicks = mpegTimescale / 100;
