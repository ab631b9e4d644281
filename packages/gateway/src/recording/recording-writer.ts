/**
 * One recording while it is made: a segment's bytes, then its line in the index, so that a crash loses at most the segment
 * that was being written. Media are written once and never changed. Owned by the stream's recorder.
 */

import { createRecordingId, type RecordingKey } from '../storage/recording-key.js';
import type { ByteSpan, GrowingFile, RecordingFile, RecordingStorage } from '../storage/recording-storage.js';
import type { NamedInit, Segment } from '../store/segment.js';
import {
  addLine,
  emptyIndex,
  formatLine,
  type IndexLine,
  indexVersion,
  type RecordingEndReason,
  type RecordingIndex,
} from './index-lines.js';
import { formatSummary, type RecordingSummary, RunningSummary } from './recording-summary.js';
import { readSamples } from './segment-samples.js';
import { writeSegmentTable } from './segment-table.js';
import type { Joint, SegmentWriter, WriterOptions } from './segment-writer.js';

/**
 * How much a loss of power may cost; a crash of the gateway alone loses nothing that was written. More often wears out
 * SD cards.
 */
const syncEveryMs = 5000;

export type RecordingWriterDeps = Omit<WriterOptions, 'endNow'> & { storage: RecordingStorage };

/** One call at a time. Each rejects with what the storage says; only `close` is of use then. */
export class RecordingWriter implements SegmentWriter<RecordingSummary> {
  readonly key: RecordingKey;
  readonly index: RecordingIndex;
  readonly #storage: RecordingStorage;
  readonly #media: GrowingFile;
  readonly #lines: GrowingFile;
  readonly #tables: GrowingFile;
  readonly #running = new RunningSummary();
  #mediaBytes = 0;
  #indexBytes = 0;
  #tableBytes = 0;
  #init: NamedInit | undefined;
  /** On the monotonic clock. */
  #syncedAtMs = performance.now();

  private constructor(
    storage: RecordingStorage,
    key: RecordingKey,
    targetDurationSeconds: number,
    files: { media: GrowingFile; lines: GrowingFile; tables: GrowingFile },
  ) {
    this.#storage = storage;
    this.key = key;
    this.index = emptyIndex(targetDurationSeconds);
    this.#media = files.media;
    this.#lines = files.lines;
    this.#tables = files.tables;
  }

  static async begin(deps: RecordingWriterDeps): Promise<RecordingWriter> {
    const { storage, cameraId, targetDurationSeconds, startedAtMs } = deps;
    const key = { cameraId, recordingId: createRecordingId(startedAtMs) };
    const opened: GrowingFile[] = [];
    const create = async (file: RecordingFile): Promise<GrowingFile> => {
      const growing = await storage.create(key, file);
      opened.push(growing);
      return growing;
    };
    try {
      const files = {
        media: await create('media'),
        lines: await create('index'),
        tables: await create('tables'),
      };
      const writer = new RecordingWriter(storage, key, targetDurationSeconds, files);
      await writer.#appendLine({ kind: 'recording', v: indexVersion, targetDurationSeconds });
      return writer;
    } catch (error) {
      // What cannot be removed now has no segment: the next start removes it.
      for (const file of opened) await file.close().catch(() => {});
      await storage.remove(key).catch(() => {});
      throw error;
    }
  }

  /** Of all its files. */
  get byteLength(): number {
    return this.#mediaBytes + this.#tableBytes + this.#indexBytes;
  }

  /** `undefined` before its first segment. */
  get summary(): RecordingSummary | undefined {
    return this.#running.of(this.key, this.byteLength);
  }

  async add(segment: Segment, joint: Joint): Promise<ByteSpan | undefined> {
    const { init, bytes, durationTicks, programDateTimeMs, hasDiscontinuity } = segment;
    if (!bytes || bytes.length === 0) return undefined;
    const isFirst = this.#init === undefined;
    if (this.#init !== init) {
      const at = await this.#appendMedia(init.bytes);
      await this.#appendLine({ kind: 'init', at, bytes: init.bytes.length, codecs: init.codecs });
      this.#init = init;
    }
    const samples = readSamples(bytes);
    const at = await this.#appendMedia(bytes);
    const table = writeSegmentTable(samples);
    const tableAt = this.#tableBytes;
    await this.#tables.append(table);
    this.#tableBytes += table.length;
    await this.#appendLine({
      kind: 'segment',
      at,
      bytes: bytes.length,
      ticks: durationTicks,
      dateMs: programDateTimeMs,
      key: samples.video[0]?.isSync ?? false,
      cut: !isFirst && (joint === 'cut' || hasDiscontinuity),
      tableAt,
      tableBytes: table.length,
    });
    if (performance.now() - this.#syncedAtMs >= syncEveryMs) await this.#sync();
    return { at, byteLength: bytes.length };
  }

  /** Closes it; with this it is a finished recording. One without a segment is removed. */
  async finish(reason: RecordingEndReason): Promise<RecordingSummary | undefined> {
    try {
      await this.#appendLine({ kind: 'end', reason });
    } finally {
      await this.close();
    }
    const { summary } = this;
    if (summary) await this.#storage.replace(this.key, 'summary', formatSummary(summary));
    else await this.#storage.remove(this.key);
    return summary;
  }

  /** Lets go of its files. Idempotent. */
  async close(): Promise<void> {
    try {
      await this.#media.close();
    } finally {
      await this.#lines.close().finally(() => this.#tables.close());
    }
  }

  /** Media first: an index must not name what is not there. Tables can be made of media again. */
  async #sync(): Promise<void> {
    await this.#media.sync();
    await this.#lines.sync();
    this.#syncedAtMs = performance.now();
  }

  /** @returns where it begins */
  async #appendMedia(bytes: Buffer): Promise<number> {
    await this.#media.append(bytes);
    const at = this.#mediaBytes;
    this.#mediaBytes += bytes.length;
    return at;
  }

  async #appendLine(line: IndexLine): Promise<void> {
    const text = Buffer.from(formatLine(line));
    await this.#lines.append(text);
    this.#indexBytes += text.length;
    addLine(this.index, line);
    this.#running.add(line);
  }
}
