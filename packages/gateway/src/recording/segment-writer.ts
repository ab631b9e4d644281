/** What the recorder of a stream writes to: recordings that are kept, and those that are there for time shift alone. */
import type { RecordingKey } from '../storage/recording-key.js';
import type { ByteSpan } from '../storage/recording-storage.js';
import type { Segment } from '../store/segment.js';
import type { RecordingEndReason } from './index-lines.js';

/** One recording while it is made. One call at a time. */
export interface SegmentWriter<Summary> {
  readonly key: RecordingKey;
  /** Of all its files. */
  readonly byteLength: number;
  /** `undefined` before its first segment. */
  readonly summary: Summary | undefined;
  /** @returns where its bytes are among the media; `undefined` for one that has none */
  add(segment: Segment, joint: Joint): Promise<ByteSpan | undefined>;
}

/** What lies before a segment, besides what it says itself: the one before it, or something that is missing. */
export type Joint = 'seamless' | 'cut';

export type WriterOptions = {
  cameraId: string;
  targetDurationSeconds: number;
  /** When its first segment was taken. */
  startedAtMs: number;
  /** Ends it at once, as it is to be deleted; what comes then is in the next. */
  endNow(): void;
};

/** Where recordings are begun and ended. */
export interface WriterSource<Writer> {
  /** @throws GatewayError `storage_full`, `storage_failed` */
  assertRoom(): Promise<void>;
  begin(options: WriterOptions): Promise<Writer>;
  /** @throws what the storage says; it is over all the same */
  finish(writer: Writer, reason: RecordingEndReason): Promise<void>;
}
