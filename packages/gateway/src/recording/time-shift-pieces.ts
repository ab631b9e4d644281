/**
 * What is kept of one stream for time shift alone: pieces, each deleted as a whole once nothing of it can be loaded any
 * more. A piece has media and no index, so nothing lists it, and what a crash leaves of it is removed at the next start, as
 * whatever has no index is. Owned by the time shift of a camera, written to by a recorder of its stream.
 */
import { createRecordingId, type RecordingKey } from '../storage/recording-key.js';
import type { ByteSpan, GrowingFile, RecordingStorage } from '../storage/recording-storage.js';
import type { Segment } from '../store/segment.js';
import type { RecordingCatalog } from './recording-catalog.js';
import type { SegmentWriter, WriterOptions, WriterSource } from './segment-writer.js';

export type TimeShiftPiecesDeps = {
  storage: RecordingStorage;
  catalog: Pick<RecordingCatalog, 'ready' | 'assertFreeSpace'>;
  /** A piece could not be deleted; it will be at the next start. */
  onLeftBehind(key: RecordingKey, error: unknown): void;
};

export class TimeShiftPieces implements WriterSource<TimeShiftPiece> {
  readonly #deps: TimeShiftPiecesDeps;
  /** Oldest first. */
  #pieces: TimeShiftPiece[] = [];

  constructor(deps: TimeShiftPiecesDeps) {
    this.#deps = deps;
  }

  get byteLength(): number {
    return this.#pieces.reduce((total, { byteLength }) => total + byteLength, 0);
  }

  /** Once it is known what was there at the start: what has no index and comes later is not waste. */
  async assertRoom(): Promise<void> {
    await this.#deps.catalog.ready();
    await this.#deps.catalog.assertFreeSpace();
  }

  async begin({ cameraId, startedAtMs }: WriterOptions): Promise<TimeShiftPiece> {
    const key = { cameraId, recordingId: createRecordingId(startedAtMs) };
    const piece = new TimeShiftPiece(key, await this.#deps.storage.create(key, 'media'), startedAtMs);
    this.#pieces.push(piece);
    return piece;
  }

  finish(piece: TimeShiftPiece): Promise<void> {
    return piece.close();
  }

  /** Deletes those that end before a segment. @param sequence of the oldest that can still be loaded */
  removeBefore(sequence: number): Promise<void> {
    return this.#remove(({ isClosed, lastSequence }) => isClosed && lastSequence < sequence);
  }

  /** Deletes what there is; nothing is being written any more. */
  removeAll(): Promise<void> {
    return this.#remove(() => true);
  }

  async #remove(isMeant: (piece: TimeShiftPiece) => boolean): Promise<void> {
    const { storage, onLeftBehind } = this.#deps;
    const meant = this.#pieces.filter(isMeant);
    if (meant.length === 0) return;
    this.#pieces = this.#pieces.filter((piece) => !isMeant(piece));
    const remove = ({ key }: TimeShiftPiece): Promise<void> =>
      storage.remove(key).catch((error) => onLeftBehind(key, error));
    await Promise.all(meant.map(remove));
  }
}

export class TimeShiftPiece implements SegmentWriter<{ startedAtMs: number }> {
  readonly key: RecordingKey;
  readonly summary: { startedAtMs: number };
  readonly #media: GrowingFile;
  #byteLength = 0;
  #lastSequence = -1;
  #isClosed = false;

  constructor(key: RecordingKey, media: GrowingFile, startedAtMs: number) {
    this.key = key;
    this.summary = { startedAtMs };
    this.#media = media;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Of its newest segment. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Nothing is added any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Init segments stay in memory: those who need one have its name from the stream. */
  async add({ bytes, sequence }: Segment): Promise<ByteSpan | undefined> {
    if (!bytes || bytes.length === 0) return undefined;
    await this.#media.append(bytes);
    const at = this.#byteLength;
    this.#byteLength += bytes.length;
    this.#lastSequence = sequence;
    return { at, byteLength: bytes.length };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#media.close();
  }
}
