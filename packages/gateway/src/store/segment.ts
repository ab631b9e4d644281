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
  readonly parts: Part[];
  /** Sum over its parts, if it has any. */
  durationTicks: number;
  /** All parts in one, none for a gap; `undefined` while the segment is open. */
  bytes: Buffer | undefined;
};

export function isComplete(segment: Segment): boolean {
  return segment.bytes !== undefined;
}

export function totalTicks(segments: readonly Segment[]): number {
  return segments.reduce((total, segment) => total + segment.durationTicks, 0);
}

/** Joins the parts into one buffer and makes them views of it, so that the media is held once. */
export function joinParts(segment: Segment): Buffer {
  const bytes = Buffer.concat(segment.parts.map((part) => part.bytes));
  let offset = 0;
  for (const part of segment.parts) {
    const end = offset + part.bytes.length;
    part.bytes = bytes.subarray(offset, end);
    offset = end;
  }
  segment.bytes = bytes;
  return bytes;
}
