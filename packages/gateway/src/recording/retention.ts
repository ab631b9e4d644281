/**
 * Keeps recordings to the limits of their storage: deletes the oldest when there are too many or they are too old, and says
 * whether there is room for more. One that cannot be deleted keeps no other one from it. Owned by the catalog.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import type { RecordingKey } from '../storage/recording-key.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import { toStorageError } from './storage-error.js';

/** Settings of `recording`. */
export type RetentionRules = { maxAgeMs: number | null; maxBytes: number | null; minFreeBytes: number };

/** A recording that may be deleted. `ageMs`: how long ago it ended. */
export type Deletable = RecordingKey & { ageMs: number; byteLength: number };

export type RetentionDeps = {
  storage: Pick<RecordingStorage, 'freeBytes'>;
  rules: RetentionRules;
  /** What there is now, in no order; not what is being made. */
  deletable(): readonly Deletable[];
  /** What all take, those that are being made included. */
  keptBytes(): number;
  /** @throws what the storage says */
  remove(recording: Deletable): Promise<void>;
  logger: Logger;
};

export class Retention {
  readonly #deps: RetentionDeps;
  #deleting: Promise<void> | undefined;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** Whole recordings, oldest first. Never rejects. */
  deleteExpired(): Promise<void> {
    this.#deleting ??= this.#deleteExpired().finally(() => {
      this.#deleting = undefined;
    });
    return this.#deleting;
  }

  /**
   * Deletes what has to go; asked before a recording begins and while it is made.
   *
   * @throws GatewayError `storage_full` when there is no room all the same; `storage_failed`
   */
  async assertRoom(): Promise<void> {
    if (this.#isTooMuch) await this.deleteExpired();
    await this.assertFreeSpace();
    if (!this.#isTooMuch) return;
    throw new GatewayError(
      'storage_full',
      `Recordings take ${this.#deps.keptBytes()} bytes, more than recording.maxBytes (${this.#deps.rules.maxBytes}), ` +
        'and no more of them can be deleted. Raise it, or see in the log why.',
    );
  }

  /** @throws GatewayError `storage_full` when the disk has less than it is to keep; `storage_failed` */
  async assertFreeSpace(): Promise<void> {
    const { storage, rules } = this.#deps;
    const freeBytes = await storage.freeBytes().catch((error: unknown) => {
      throw toStorageError(error);
    });
    if (freeBytes >= rules.minFreeBytes) return;
    throw new GatewayError(
      'storage_full',
      `The disk of the recordings has ${freeBytes} bytes left, less than recording.minFreeBytes (${rules.minFreeBytes}). ` +
        'Make room, or set recording.maxBytes or recording.maxAgeMs so that old recordings are deleted.',
    );
  }

  get #isTooMuch(): boolean {
    const { rules, keptBytes } = this.#deps;
    return rules.maxBytes !== null && keptBytes() > rules.maxBytes;
  }

  async #deleteExpired(): Promise<void> {
    const { rules, deletable } = this.#deps;
    const maxAgeMs = rules.maxAgeMs ?? Number.POSITIVE_INFINITY;
    const oldestFirst = [...deletable()].sort((one, other) => other.ageMs - one.ageMs);
    for (const recording of oldestFirst)
      if (recording.ageMs > maxAgeMs || this.#isTooMuch) await this.#delete(recording);
  }

  async #delete(recording: Deletable): Promise<void> {
    const { remove, logger } = this.#deps;
    const { cameraId, recordingId, byteLength } = recording;
    try {
      await remove(recording);
      logger.info({ cameraId, recordingId, byteLength }, 'an old recording was deleted');
    } catch (thrown) {
      const { code, message } = toStorageError(thrown);
      // Somebody else was quicker.
      if (code === 'recording_not_found') return;
      logger.error({ cameraId, recordingId, code, error: message }, 'an old recording could not be deleted');
    }
  }
}
