/**
 * The seam under recordings: what a place to keep them has to be able to do. Made so that an object store fits as well as a
 * folder: a large file is written once, from its beginning to its end, and never renamed or changed; a small one is
 * replaced as a whole.
 */
import type { RecordingKey } from './recording-key.js';

/** Files of a recording. `media`, `index` and `tables` grow; `summary` and `poster` are small and replaced as a whole. */
export type RecordingFile = 'media' | 'index' | 'tables' | 'summary' | 'poster';

/** A file that grows at its end. One call at a time. */
export interface GrowingFile {
  /** Resolves when a crash of this program would no longer lose them. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when a loss of power would no longer lose what was appended. Rejects where the file is no longer there. */
  sync(): Promise<void>;
  /** Syncs first. Idempotent. */
  close(): Promise<void>;
}

export type ByteSpan = { at: number; byteLength: number };

/**
 * Each call rejects with what the system says, `ENOENT` where there is nothing. While the place itself is away, as a disk
 * that was pulled out, nothing is known of what is in it: what would be "nothing" is another error then.
 */
export interface RecordingStorage {
  /**
   * Makes the place if there is none, and claims it for this gateway alone; claims it anew where it was away meanwhile.
   * Idempotent.
   *
   * @returns the number of the claim: with another one the place may hold something else than before
   * @throws Error in a sentence that says what to do when it cannot be written to, or another gateway has it
   */
  open(): Promise<number>;
  /** Of which there may be recordings, in no order. */
  listCameras(): Promise<string[]>;
  /** Whatever lies there of a camera under a name of ours, in no order. */
  list(cameraId: string): Promise<RecordingKey[]>;
  /** Begins a file; there must be none. */
  create(key: RecordingKey, file: RecordingFile): Promise<GrowingFile>;
  /** A small file, whole: at any moment there is the old one or the new one. */
  replace(key: RecordingKey, file: RecordingFile, bytes: Uint8Array): Promise<void>;
  /** The whole of a small file. */
  readAll(key: RecordingKey, file: RecordingFile): Promise<Buffer>;
  /** A part of a file; less than that where the file ends before. */
  read(key: RecordingKey, file: RecordingFile, span: ByteSpan): Promise<Buffer>;
  /** 0 where there is none. */
  sizeOf(key: RecordingKey, file: RecordingFile): Promise<number>;
  /** Every file of it; the index goes first, so that what a crash leaves is known to be waste. Idempotent. */
  remove(key: RecordingKey): Promise<void>;
  /** What can still be written. */
  freeBytes(): Promise<number>;
  /** Leaves the place to others. Idempotent. */
  close(): Promise<void>;
}
