/** What a stream keeps of its media: segments, their parts and the init segments they need. */

export type Part = {
  /** File name; never used twice in a stream. */
  readonly name: string;
  readonly durationTicks: number;
  /** Holds a keyframe. */
  readonly isIndependent: boolean;
  /** Stands for what the camera did not bring; it has no bytes. */
  readonly isGap: boolean;
  /** A view of the segment's bytes once that is complete. */
  bytes: Buffer;
};

/** An init segment under the name that playlists give it. */
export type NamedInit = {
  readonly name: string;
  readonly bytes: Buffer;
  readonly codecs: string;
  /** NAL units of the newest keyframe that needs it. */
  keyframe: Buffer | undefined;
};

/** Where the bytes of a segment lie in storage. */
export type StoredSpan = { readonly recordingId: string; readonly at: number; readonly byteLength: number };

export type Segment = {
  /** Media sequence number. */
  readonly sequence: number;
  readonly name: string;
  readonly init: NamedInit;
  /** Nothing but its init segment tells how to go on from the segment before it. */
  readonly hasDiscontinuity: boolean;
  /** Epoch milliseconds at which its first frame was taken. */
  readonly programDateTimeMs: number;
  /** Listed as a gap: it has a duration and no media. */
  readonly isGap: boolean;
  /** Where a gap begins on the output clock. */
  readonly gapTicks: number;
  /** None once its media has left memory. */
  readonly parts: Part[];
  /** Further parts may come. */
  isOpen: boolean;
  /** Sum over its parts, if it had any. */
  durationTicks: number;
  /** All parts in one, none for a gap; `undefined` while the segment is open, and once its media has left memory. */
  bytes: Buffer | undefined;
  /** Where its media can be read again; `undefined` where it is nowhere but here. */
  stored: StoredSpan | undefined;
};

export function isComplete(segment: Segment): boolean {
  return !segment.isOpen;
}

/** Joins the parts into one buffer and makes them views of it, so that the media is held once. Nothing is added later. */
export function completeSegment(segment: Segment): void {
  const bytes = Buffer.concat(segment.parts.map((part) => part.bytes));
  let offset = 0;
  for (const part of segment.parts) {
    const end = offset + part.bytes.length;
    part.bytes = bytes.subarray(offset, end);
    offset = end;
  }
  segment.bytes = bytes;
  segment.isOpen = false;
}

/** The same segment without its media; who still has the other one has these, too. */
export function withoutMedia(segment: Segment): Segment {
  return { ...segment, parts: [], bytes: undefined };
}
