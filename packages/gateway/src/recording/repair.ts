/**
 * Completes a recording that a crash cut off: its index up to the last line that is whole, an end, and the summary that
 * says it is finished. What has no whole segment, or whose removal was cut off, is removed. Called at each start.
 */
import type { RecordingKey } from '../storage/recording-key.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import { addLine, formatLine, readIndex } from './index-lines.js';
import { formatSummary, readSummary, type RecordingSummary, summarize } from './recording-summary.js';

/** @returns `undefined` where nothing is left of it */
export async function restore(
  storage: RecordingStorage,
  key: RecordingKey,
): Promise<{ summary: RecordingSummary; wasRepaired: boolean } | undefined> {
  const [summaryBytes, indexBytes, mediaBytes] = await Promise.all([
    readIfThere(storage, key, 'summary'),
    storage.sizeOf(key, 'index'),
    storage.sizeOf(key, 'media'),
  ]);
  const finished = summaryBytes && readSummary(key, summaryBytes);
  // A removal begins with the index.
  if (finished && indexBytes > 0 && mediaBytes > 0) return { summary: finished, wasRepaired: false };
  const summary = await repair(storage, key, mediaBytes);
  if (summary) return { summary, wasRepaired: true };
  await storage.remove(key);
  return undefined;
}

async function repair(
  storage: RecordingStorage,
  key: RecordingKey,
  mediaBytes: number,
): Promise<RecordingSummary | undefined> {
  const text = await readIfThere(storage, key, 'index');
  const read = text && readIndex(text, mediaBytes);
  if (!read || read.index.segments.length === 0) return undefined;
  const { index, readBytes } = read;
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
