/**
 * Completes a recording that a crash cut off: its index up to the last line that is whole, an end, and the summary that
 * says it is finished. What has no whole segment, or whose removal was cut off, is removed. Called at each start.
 */
import type { RecordingKey } from '../storage/recording-key.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import { addLine, formatLine, type ReadIndex, readIndex } from './index-lines.js';
import { formatSummary, type RecordingSummary, readSummary, summarize } from './recording-summary.js';

/** `unreadable`: written by another version, or spoiled; left alone, as somebody may want it. */
export type Restored =
  | { kind: 'finished' | 'repaired'; summary: RecordingSummary }
  | { kind: 'removed' | 'unreadable' };

export async function restore(storage: RecordingStorage, key: RecordingKey): Promise<Restored> {
  const [summaryBytes, text, mediaBytes] = await Promise.all([
    readIfThere(storage, key, 'summary'),
    readIfThere(storage, key, 'index'),
    storage.sizeOf(key, 'media'),
  ]);
  const finished = summaryBytes && readSummary(key, summaryBytes);
  // A removal begins with the index, a recording with a whole line of it.
  if (!text?.includes('\n')) return remove(storage, key);
  if (finished) return { kind: 'finished', summary: finished };
  const read = readIndex(text, mediaBytes);
  if (!read) return { kind: 'unreadable' };
  if (read.index.segments.length === 0) return remove(storage, key);
  return { kind: 'repaired', summary: await repair(storage, key, { text, mediaBytes, ...read }) };
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
): Promise<RecordingSummary> {
  const lines = [text.subarray(0, readBytes), Buffer.from('\n')];
  if (index.endReason === undefined) {
    addLine(index, { kind: 'end', reason: 'interrupted' });
    lines.push(Buffer.from(formatLine({ kind: 'end', reason: 'interrupted' })));
  }
  const whole = Buffer.concat(lines);
  await storage.replace(key, 'index', whole);
  const summary = summarize(key, index, mediaBytes + whole.length)!;
  await storage.replace(key, 'summary', formatSummary(summary));
  return summary;
}

async function readIfThere(
  storage: RecordingStorage,
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
