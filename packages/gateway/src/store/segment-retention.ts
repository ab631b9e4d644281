/**
 * What of a stream stays for how long: in the list, behind it for those who may still load it (RFC 8216bis §6.2.2), and in
 * memory. Media that lies in storage leaves memory alone; other media leaves memory with its segment, and the segment with
 * all before it. Owned by the segment ring.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { HeldMedia } from './held-media.js';
import type { Segment } from './segment.js';
import type { SegmentList } from './segment-list.js';

export type RetentionLimits = {
  /** Media to list; at least three target durations are. */
  windowTicks: number;
  /** Media to hold from the newest on; at least what has listed parts is. Older media leaves memory once it is in storage. */
  heldTicks: number;
  targetDurationSeconds: number;
  /**
   * Media to hold, listed or not. Beyond it the oldest goes first, whatever the windows say; only the newest segment stays
   * in any case: `makeRoom` tells when it does not fit.
   */
  maxBytes: number;
  /** Called when something had to go for that. @default nobody is told */
  onRoomMade?(): void;
};

export type SegmentRetentionDeps = { list: SegmentList; media: HeldMedia; limits: RetentionLimits };

export class SegmentRetention {
  readonly #list: SegmentList;
  readonly #media: HeldMedia;
  readonly #limits: RetentionLimits;
  /** Sequence number of the newest segment whose recording was deleted. */
  #forgottenTo = -1;

  constructor({ list, media, limits }: SegmentRetentionDeps) {
    this.#list = list;
    this.#media = media;
    this.#limits = limits;
  }

  /** Media to list, once the stream has lasted for so long. */
  get windowTicks(): number {
    return Math.max(this.#limits.windowTicks, this.#shortestTicks);
  }

  get #heldTicks(): number {
    return Math.max(this.#limits.heldTicks, 2 * this.#shortestTicks);
  }

  get #shortestTicks(): number {
    return 3 * this.#limits.targetDurationSeconds * mpegTimescale + printingTicks;
  }

  /** Lets go what has left its window. Called when a segment is complete. */
  trim(): void {
    this.#unlistOld();
    this.#dropOld();
    this.#releaseOld();
  }

  /** Lets the oldest media go until so many bytes fit, too, which are in no part yet. @returns whether they do */
  makeRoom(pendingBytes: number): boolean {
    const maxBytes = this.#limits.maxBytes - pendingBytes;
    const heldBytes = this.#media.byteLength;
    while (this.#media.byteLength > maxBytes) {
      const oldest = this.#media.segments.find(({ isGap }) => !isGap);
      if (!oldest || oldest === this.#list.newest) break;
      if (oldest.stored) this.#release(oldest);
      else this.#dropThrough(oldest);
    }
    if (this.#media.byteLength < heldBytes) this.#limits.onRoomMade?.();
    return this.#media.byteLength <= maxBytes;
  }

  /**
   * What was stored there is gone: what is not in memory leaves the list at once, with all before it, the rest as soon as it
   * lies behind the media to hold.
   */
  forgetStored(recordingId: string): void {
    const isThere = ({ stored }: Segment): boolean => stored?.recordingId === recordingId;
    for (const segment of this.#media.segments.filter(isThere)) {
      segment.stored = undefined;
      this.#forgottenTo = Math.max(this.#forgottenTo, segment.sequence);
    }
    const newest = this.#list.findNewest(isThere);
    if (newest) this.#dropThrough(newest);
  }

  #unlistOld(): void {
    const list = this.#list;
    while (list.listedTicks - list.oldestListed!.durationTicks >= this.windowTicks) list.unlistOldest();
  }

  /** A segment that has left the list stays for its own duration and that of the list, as players may still load it. */
  #dropOld(): void {
    const list = this.#list;
    while (list.unlistedTicks > 0 && list.unlistedTicks - list.oldest!.durationTicks >= list.listedTicks)
      this.#dropOldest();
  }

  #releaseOld(): void {
    let newerTicks = 0;
    const newestOld = this.#list.findNewest(({ durationTicks }) => {
      const isOld = newerTicks >= this.#heldTicks;
      newerTicks += durationTicks;
      return isOld;
    });
    if (!newestOld) return;
    const old = this.#media.segments.filter(({ sequence }) => sequence <= newestOld.sequence);
    for (const segment of old) {
      if (segment.isGap || segment.stored) this.#release(segment);
      else if (segment.sequence <= this.#forgottenTo) this.#dropThrough(segment);
    }
  }

  #release(segment: Segment): void {
    this.#list.replace(this.#media.release(segment));
  }

  #dropThrough({ sequence }: Segment): void {
    while (this.#list.oldest!.sequence <= sequence) this.#dropOldest();
  }

  #dropOldest(): void {
    const segment = this.#list.dropOldest();
    this.#media.forget(segment);
    // Segments that need the same one are neighbours.
    if (this.#list.oldest?.init !== segment.init) this.#media.forgetInit(segment.init);
  }
}

/** Durations are rounded when they are printed; their sum must not fall below the least for it. */
const printingTicks = mpegTimescale / 100;
