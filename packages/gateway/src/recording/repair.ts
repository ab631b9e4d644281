/**
 * Completes a recording that a crash cut off: its index up to the last line that is whole, an end, and the summary that
 * says it is finished. What has no whole segment, or whose removal was cut off, is removed. Called at each start.
 */
import type { Logger } from '../log/logger.js';
import { type RecordingKey, startOf } from '../storage/recording-key.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import { addLine, formatLine, type ReadIndex, type RecordingIndex, readIndex } from './index-lines.js';
import type { KeptRecording, UnreadableRecording } from './kept-recordings.js';
import { formatSummary, type RecordingSummary, RunningSummary, readSummary } from './recording-summary.js';

/**
 * `unsaved`: whole, but the storage takes nothing that would say so, as when it is full; the next start does it again.
 * `unreadable`: written by another version, or spoiled; left alone, as somebody may want it.
 */
type Restored =
  | { kind: 'finished' | 'repaired'; summary: RecordingSummary }
  | { kind: 'unsaved'; summary: RecordingSummary; error: Error }
  | { kind: 'removed' }
  | { kind: 'unreadable'; error: Error };

/**
 * All that is there, one after the other. What cannot be restored keeps nothing else away.
 *
 * @throws what the storage says where it cannot be listed
 */
export async function* restoreAll(
  storage: RecordingStorage,
  logger: Logger,
): AsyncGenerator<KeptRecording, void> {
  for await (const key of listAll(storage, logger)) {
    const restored = await restore(storage, key).catch(
      (error: Error): Restored => ({ kind: 'unreadable', error }),
    );
    tell(logger, key, restored);
    if ('summary' in restored) yield restored.summary;
    else if (restored.kind === 'unreadable') yield describeUnreadable(storage, key);
  }
}

/** Whatever lies there, of one camera after the other. @throws as `restoreAll` */
export async function* listAll(
  storage: Pick<RecordingStorage, 'listCameras' | 'list'>,
  logger: Logger,
): AsyncGenerator<RecordingKey, void> {
  for (const cameraId of await storage.listCameras())
    yield* await storage.list(cameraId).catch((error: Error) => {
      logger.error({ cameraId, error: error.message }, 'the recordings of a camera cannot be listed');
      return [];
    });
}

/** @returns `undefined` where it is not finished */
export async function readFinished(
  storage: Pick<RecordingStorage, 'readAll' | 'sizeOf'>,
  key: RecordingKey,
): Promise<RecordingSummary | undefined> {
  const bytes = await readIfThere(storage, key, 'summary');
  const summary = bytes && readSummary(key, bytes);
  // A removal begins with the index: without one, it was cut off.
  return summary && (await storage.sizeOf(key, 'index')) > 0 ? summary : undefined;
}

/** Its end is not known: it is deleted when its beginning is old enough. */
async function describeUnreadable(
  storage: RecordingStorage,
  key: RecordingKey,
): Promise<UnreadableRecording> {
  const sizes = await Promise.all(
    (['media', 'index', 'tables'] as const).map((file) => storage.sizeOf(key, file).catch(() => 0)),
  );
  const byteLength = sizes.reduce((total, bytes) => total + bytes, 0);
  return { ...key, byteLength, endedAtMs: startOf(key), isUnreadable: true };
}

function tell(logger: Logger, { cameraId, recordingId }: RecordingKey, restored: Restored): void {
  const facts = { cameraId, recordingId, ...('error' in restored && { error: restored.error.message }) };
  switch (restored.kind) {
    case 'finished':
      return;
    case 'repaired':
      return logger.warn(facts, 'a recording that was cut off has been completed');
    case 'unsaved':
      return logger.error(
        facts,
        'a recording that was cut off can be played, but that it is complete cannot be written down',
      );
    case 'removed':
      return logger.warn(facts, 'what a crash left that is no recording has been removed');
    case 'unreadable':
      return logger.error(facts, 'a recording cannot be read, and is left alone until it is deleted');
  }
}

async function restore(storage: RecordingStorage, key: RecordingKey): Promise<Restored> {
  const finished = await readFinished(storage, key);
  if (finished) return { kind: 'finished', summary: finished };
  const text = await readIfThere(storage, key, 'index');
  // A recording begins with a whole line.
  if (!text?.includes('\n')) return remove(storage, key);
  const mediaBytes = await storage.sizeOf(key, 'media');
  const read = readIndex(text, mediaBytes);
  if (!read) return { kind: 'unreadable', error: new Error('its index begins with no line of this version') };
  if (read.index.segments.length === 0) return remove(storage, key);
  return repair(storage, key, { text, mediaBytes, ...read });
}

/** @param byteLength of all its files */
function summarize(key: RecordingKey, index: RecordingIndex, byteLength: number): RecordingSummary {
  const running = new RunningSummary();
  for (const init of index.inits) running.add(init);
  for (const segment of index.segments) running.add({ kind: 'segment', ...segment });
  running.add({ kind: 'end', reason: index.endReason! });
  return running.of(key, byteLength)!;
}

async function remove(storage: RecordingStorage, key: RecordingKey): Promise<Restored> {
  await storage.remove(key);
  return { kind: 'removed' };
}

type TornIndex = ReadIndex & { text: Buffer; mediaBytes: number };

async function repair(
  storage: RecordingStorage,
  key: RecordingKey,
  { text, index, readBytes, mediaBytes }: TornIndex,
): Promise<Restored> {
  const lines = [text.subarray(0, readBytes), Buffer.from('\n')];
  if (index.endReason === undefined) {
    addLine(index, { kind: 'end', reason: 'interrupted' });
    lines.push(Buffer.from(formatLine({ kind: 'end', reason: 'interrupted' })));
  }
  const whole = Buffer.concat(lines);
  const tableBytes = await storage.sizeOf(key, 'tables');
  const summary = summarize(key, index, mediaBytes + tableBytes + whole.length);
  try {
    await storage.replace(key, 'index', whole);
    await storage.replace(key, 'summary', formatSummary(summary));
    return { kind: 'repaired', summary };
  } catch (error) {
    return { kind: 'unsaved', summary, error: error as Error };
  }
}

async function readIfThere(
  storage: Pick<RecordingStorage, 'readAll'>,
  key: RecordingKey,
  file: 'summary' | 'index',
): Promise<Buffer | undefined> {
  try {
    return await storage.readAll(key, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
