/**
 * Which recordings there are: those that are finished and those that are being made. Restores them once the gateway has
 * started, has them kept to the limits of the storage, and deletes. One a gateway; used by recorders and routes.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import { nameOf, type RecordingKey } from '../storage/recording-key.js';
import type { ByteSpan, RecordingStorage } from '../storage/recording-storage.js';
import { IndexCache } from './index-cache.js';
import type { RecordingEndReason, RecordingIndex } from './index-lines.js';
import { KeptRecordings } from './kept-recordings.js';
import type { RecordingSummary } from './recording-summary.js';
import { RecordingWriter } from './recording-writer.js';
import { relist } from './relist.js';
import { restoreAll } from './repair.js';
import { Retention, type RetentionRules } from './retention.js';
import type { WriterOptions, WriterSource } from './segment-writer.js';
import { toStorageError } from './storage-error.js';

export type RecordingCatalogDeps = {
  storage: RecordingStorage;
  rules: RetentionRules;
  /** Epoch milliseconds. @default Date.now */
  nowMs?: () => number;
  /** Told of each one that was deleted. @default nobody is */
  onRemoved?(key: RecordingKey): void;
  /** How often old recordings are looked for, and whether the storage was away. @default a minute */
  sweepEveryMs?: number;
  logger: Logger;
};

/** One that is being made. */
type Active = { writer: RecordingWriter; endNow(): void; ended: Promise<void>; tellEnded(): void };

export class RecordingCatalog implements WriterSource<RecordingWriter> {
  readonly #deps: RecordingCatalogDeps;
  readonly #kept = new KeptRecordings();
  readonly #active = new Map<string, Active>();
  readonly #indexes: IndexCache;
  readonly #retention: Retention;
  #opening: Promise<void> | undefined;
  #sweeping: Promise<void> | undefined;
  /** Under which claim of the storage the list was read. */
  #claim: number | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(deps: RecordingCatalogDeps) {
    this.#deps = deps;
    const { storage, rules, nowMs = Date.now, logger } = deps;
    this.#indexes = new IndexCache(storage);
    this.#retention = new Retention({
      storage,
      rules,
      deletable: () => this.#kept.deletable(nowMs()),
      keptBytes: () => this.measure().byteLength,
      remove: (key) => this.remove(key),
      logger,
    });
  }

  /**
   * Resolves when everything that was there is known. Tried again by the next call where it failed, and each minute.
   *
   * @throws GatewayError `storage_failed`
   */
  ready(): Promise<void> {
    const { sweepEveryMs = 60_000 } = this.#deps;
    if (!this.#isClosed) this.#sweeper ??= setInterval(() => this.#sweep(), sweepEveryMs).unref();
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw toStorageError(error);
    });
    return this.#opening;
  }

  /** In the order of their ids, newest first. */
  list(cameraId: string): RecordingSummary[] {
    return [...this.#activeSummaries(), ...this.#kept.summaries()]
      .filter((summary) => summary.cameraId === cameraId)
      .sort((one, other) => (one.recordingId < other.recordingId ? 1 : -1));
  }

  /** Of which there are recordings, configured or not. */
  cameraIds(): Set<string> {
    return new Set([...this.#activeSummaries(), ...this.#kept.all()].map(({ cameraId }) => cameraId));
  }

  /** @throws GatewayError `recording_not_found` */
  get(key: RecordingKey): RecordingSummary {
    const summary = this.#active.get(nameOf(key))?.writer.summary ?? this.#kept.summaryOf(key);
    if (summary) return summary;
    throw notFound();
  }

  /** Of one that is being made: as far as it is. @throws GatewayError `recording_not_found`, `storage_failed` */
  async indexOf(key: RecordingKey): Promise<RecordingIndex> {
    const active = this.#active.get(nameOf(key));
    if (active) return active.writer.index;
    const { endReason } = this.get(key);
    try {
      const index = await this.#indexes.read(key);
      // A disk that was full may not have taken the last line.
      if (index) return { ...index, endReason };
    } catch (error) {
      // It is being deleted.
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? notFound() : toStorageError(error);
    }
    // Somebody has removed its files.
    this.#kept.delete(key);
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
    const writers = [...this.#active.values()].map(({ writer }) => writer);
    return {
      count: this.#kept.count + writers.length,
      byteLength: writers.reduce((total, writer) => total + writer.byteLength, this.#kept.byteLength),
    };
  }

  /** As `Retention`. */
  assertRoom(): Promise<void> {
    return this.#retention.assertRoom();
  }

  /** As `Retention`. */
  assertFreeSpace(): Promise<void> {
    return this.#retention.assertFreeSpace();
  }

  /** Begins a recording; it is listed from its first segment on. */
  async begin(options: WriterOptions): Promise<RecordingWriter> {
    const writer = await RecordingWriter.begin({ ...options, storage: this.#deps.storage });
    let tellEnded = (): void => {};
    const ended = new Promise<void>((resolve) => {
      tellEnded = resolve;
    });
    this.#active.set(nameOf(writer.key), { writer, endNow: options.endNow, ended, tellEnded });
    return writer;
  }

  /** Ends one; what is there of it is listed whatever its storage says. @throws what the storage says */
  async finish(writer: RecordingWriter, reason: RecordingEndReason): Promise<void> {
    const { key } = writer;
    let isThere = true;
    try {
      await writer.finish(reason);
    } catch (error) {
      // Where that cannot be told, as its disk is away, it is back with the disk.
      isThere = (await this.#deps.storage.sizeOf(key, 'media').catch(() => 1)) > 0;
      throw error;
    } finally {
      const active = this.#active.get(nameOf(key));
      this.#active.delete(nameOf(key));
      if (writer.summary && isThere) this.#kept.add({ ...writer.summary, endReason: reason }, 'now');
      active?.tellEnded();
    }
  }

  /**
   * Deletes one, for good. One that is being made is ended first; what comes then is in the next.
   *
   * @throws GatewayError `recording_not_found`; `storage_failed`
   */
  async remove(key: RecordingKey): Promise<void> {
    const active = this.#active.get(nameOf(key));
    active?.endNow();
    await active?.ended;
    if (!this.#kept.has(key)) throw notFound();
    try {
      await this.#deps.storage.remove(key);
    } catch (error) {
      throw toStorageError(error);
    }
    this.#kept.delete(key);
    this.#indexes.forget(key);
    this.#deps.onRemoved?.(key);
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#sweeper);
  }

  #activeSummaries(): RecordingSummary[] {
    return [...this.#active.values()].flatMap(({ writer }) => writer.summary ?? []);
  }

  async #open(): Promise<void> {
    const { storage, logger } = this.#deps;
    const claim = await storage.open();
    const ended = { beforeMonotonicMs: performance.now() };
    for await (const recording of restoreAll(storage, logger)) this.#kept.add(recording, ended);
    this.#claim = claim;
    await this.#retention.deleteExpired();
  }

  /** One at a time: a disk that hangs is waited for once. */
  #sweep(): void {
    const sweep = async (): Promise<void> => {
      await this.ready();
      await this.#followStorage();
      await this.#retention.deleteExpired();
    };
    // Who wants recordings is told why there are none.
    this.#sweeping ??= sweep()
      .catch(() => {})
      .finally(() => {
        this.#sweeping = undefined;
      });
  }

  /** Lists anew what is there, where the storage was away meanwhile. */
  async #followStorage(): Promise<void> {
    const { storage, logger } = this.#deps;
    const claim = await storage.open();
    if (claim === this.#claim) return;
    const isActive = (key: RecordingKey): boolean => this.#active.has(nameOf(key));
    for (const key of await relist({ storage, kept: this.#kept, isActive, logger }))
      this.#indexes.forget(key);
    this.#claim = claim;
    logger.warn(this.measure(), 'the folder of recordings was away; what is there now is listed');
  }
}

function notFound(): GatewayError {
  return new GatewayError(
    'recording_not_found',
    'There is no recording of this name; it may have been deleted.',
  );
}
