/**
 * Which recordings there are: those that are finished and those that are being made. Restores them once the gateway has
 * started, keeps to the limits of the storage, and deletes. One a gateway; used by recorders and routes.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import type { RecordingKey } from '../storage/recording-key.js';
import type { ByteSpan, RecordingStorage } from '../storage/recording-storage.js';
import { IndexCache } from './index-cache.js';
import type { RecordingEndReason, RecordingIndex } from './index-lines.js';
import type { RecordingSummary } from './recording-summary.js';
import { RecordingWriter } from './recording-writer.js';
import { restoreAll } from './repair.js';
import { chooseExpired, type RetentionRules } from './retention.js';
import type { WriterOptions, WriterSource } from './segment-writer.js';
import { toStorageError } from './storage-error.js';

export type RecordingCatalogDeps = {
  storage: RecordingStorage;
  /** Settings of `recording`. */
  rules: RetentionRules & { minFreeBytes: number };
  /** Epoch milliseconds. @default Date.now */
  nowMs?: () => number;
  /** Told of each one that was deleted. @default nobody is */
  onRemoved?(key: RecordingKey): void;
  logger: Logger;
};

/** How often old recordings are looked for. */
const sweepEveryMs = 60_000;

export class RecordingCatalog implements WriterSource<RecordingWriter> {
  readonly #deps: RecordingCatalogDeps;
  readonly #finished = new Map<string, RecordingSummary>();
  readonly #active = new Map<string, RecordingWriter>();
  readonly #indexes: IndexCache;
  #opening: Promise<void> | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(deps: RecordingCatalogDeps) {
    this.#deps = deps;
    this.#indexes = new IndexCache(deps.storage);
  }

  /**
   * Resolves when everything that was there is known. Tried again by the next call where it failed.
   *
   * @throws GatewayError `storage_failed`
   */
  ready(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw toStorageError(error);
    });
    return this.#opening;
  }

  /** Newest first. */
  list(cameraId: string): RecordingSummary[] {
    return this.#all()
      .filter((summary) => summary.cameraId === cameraId)
      .sort((one, other) => other.startedAtMs - one.startedAtMs);
  }

  /** @throws GatewayError `recording_not_found` */
  get(key: RecordingKey): RecordingSummary {
    const summary = this.#active.get(nameOf(key))?.summary ?? this.#finished.get(nameOf(key));
    if (summary) return summary;
    throw notFound();
  }

  /** Of one that is being made: as far as it is. @throws GatewayError `recording_not_found`, `storage_failed` */
  async indexOf(key: RecordingKey): Promise<RecordingIndex> {
    const writer = this.#active.get(nameOf(key));
    if (writer) return writer.index;
    const { endReason } = this.get(key);
    try {
      const index = await this.#indexes.read(key);
      // A disk that was full may not have taken the last line.
      if (index) return { ...index, endReason };
    } catch (error) {
      throw toStorageError(error);
    }
    // Somebody has removed its files.
    this.#finished.delete(nameOf(key));
    throw notFound();
  }

  /** Bytes of its media. @throws GatewayError `recording_not_found` where it was deleted meanwhile, `storage_failed` */
  async readMedia(key: RecordingKey, span: ByteSpan): Promise<Buffer> {
    try {
      const bytes = await this.#deps.storage.read(key, 'media', span);
      if (bytes.length === span.byteLength) return bytes;
      throw new Error(`the media end ${span.byteLength - bytes.length} bytes before their index says so`);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? notFound() : toStorageError(error);
    }
  }

  /** What recordings take, and how many there are. */
  measure(): { count: number; byteLength: number } {
    const all = this.#all();
    return { count: all.length, byteLength: all.reduce((total, { byteLength }) => total + byteLength, 0) };
  }

  /**
   * Deletes what has to go; asked before a recording begins and while it is made.
   *
   * @throws GatewayError `storage_full` when there is no room all the same; `storage_failed`
   */
  async assertRoom(): Promise<void> {
    const { rules } = this.#deps;
    try {
      await this.#deleteExpired();
      await this.assertFreeSpace();
      const { byteLength } = this.measure();
      if (rules.maxBytes !== null && byteLength > rules.maxBytes) {
        throw new GatewayError(
          'storage_full',
          `What is being recorded alone takes ${byteLength} bytes, more than recording.maxBytes (${rules.maxBytes}). ` +
            'Raise it, or lower recording.maxDurationMs.',
        );
      }
    } catch (error) {
      throw toStorageError(error);
    }
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

  /** Begins a recording; it is listed from its first segment on. */
  async begin(options: WriterOptions): Promise<RecordingWriter> {
    const writer = await RecordingWriter.begin({ ...options, storage: this.#deps.storage });
    this.#active.set(nameOf(writer.key), writer);
    return writer;
  }

  /** Ends one; what is there of it is listed whatever its storage says. @throws what the storage says */
  async finish(writer: RecordingWriter, reason: RecordingEndReason): Promise<void> {
    const { key } = writer;
    let isThere = true;
    try {
      await writer.finish(reason);
    } catch (error) {
      isThere = (await this.#deps.storage.sizeOf(key, 'media').catch(() => 0)) > 0;
      throw error;
    } finally {
      this.#active.delete(nameOf(key));
      if (writer.summary && isThere)
        this.#finished.set(nameOf(key), { ...writer.summary, endReason: reason });
    }
  }

  /**
   * Deletes a finished one, for good.
   *
   * @throws GatewayError `recording_not_found`; `recording_refused` for one that is being made; `storage_failed`
   */
  async remove(key: RecordingKey): Promise<void> {
    this.get(key);
    if (this.#active.has(nameOf(key)))
      throw new GatewayError('recording_refused', 'This is being recorded now. Stop it, then delete it.');
    try {
      await this.#deps.storage.remove(key);
    } catch (error) {
      throw toStorageError(error);
    }
    this.#finished.delete(nameOf(key));
    this.#indexes.forget(key);
    this.#deps.onRemoved?.(key);
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#sweeper);
  }

  #all(): RecordingSummary[] {
    const active = [...this.#active.values()].flatMap(({ summary }) => summary ?? []);
    return [...active, ...this.#finished.values()];
  }

  async #open(): Promise<void> {
    const { storage, logger } = this.#deps;
    await storage.open();
    const isActive = (key: RecordingKey): boolean => this.#active.has(nameOf(key));
    for await (const summary of restoreAll({ storage, isActive, logger }))
      this.#finished.set(nameOf(summary), summary);
    if (this.#isClosed || this.#sweeper) return;
    this.#sweeper = setInterval(() => void this.#sweep(), sweepEveryMs);
    this.#sweeper.unref();
    await this.#sweep();
  }

  async #sweep(): Promise<void> {
    await this.#deleteExpired().catch((error: unknown) => {
      const { code, message } = toStorageError(error);
      this.#deps.logger.error({ code, error: message }, 'old recordings could not be deleted');
    });
  }

  async #deleteExpired(): Promise<void> {
    const { rules, nowMs = Date.now, logger } = this.#deps;
    const activeBytes = [...this.#active.values()].reduce((total, writer) => total + writer.byteLength, 0);
    const finished = [...this.#finished.values()];
    for (const summary of chooseExpired(rules, { finished, activeBytes, nowMs: nowMs() })) {
      // Two who delete at a time do not harm each other.
      if (!this.#finished.has(nameOf(summary))) continue;
      await this.remove(summary);
      const { cameraId, recordingId, byteLength } = summary;
      logger.info({ cameraId, recordingId, byteLength }, 'an old recording was deleted');
    }
  }
}

function nameOf({ cameraId, recordingId }: RecordingKey): string {
  return `${cameraId}/${recordingId}`;
}

function notFound(): GatewayError {
  return new GatewayError(
    'recording_not_found',
    'There is no recording of this name; it may have been deleted.',
  );
}
