/**
 * Brings the list of recordings up to what lies in a place that was away and is back, or is another one, while the gateway
 * goes on. Changes nothing there: recordings and the past of live streams may be written to it again. What a crash cut off
 * there and is not known yet is left to the next start. Used by the catalog.
 */
import type { Logger } from '../log/logger.js';
import { nameOf, type RecordingKey } from '../storage/recording-key.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import type { KeptRecordings } from './kept-recordings.js';
import { listAll, readFinished } from './repair.js';

export type RelistDeps = {
  storage: RecordingStorage;
  kept: KeptRecordings;
  /** Whether it is being made. */
  isActive(key: RecordingKey): boolean;
  logger: Logger;
};

/**
 * Adds what is finished, and drops what is not there.
 *
 * @returns what was dropped
 * @throws what the storage says where it cannot be listed
 */
export async function relist({ storage, kept, isActive, logger }: RelistDeps): Promise<RecordingKey[]> {
  const ended = { beforeMonotonicMs: performance.now() };
  const isKnown = (key: RecordingKey): boolean => isActive(key) || kept.summaryOf(key) !== undefined;
  const keptBefore = kept.all();
  const there = new Set<string>();
  for await (const key of listAll(storage, logger)) {
    there.add(nameOf(key));
    if (isKnown(key)) continue;
    const found = await readFinished(storage, key).catch(() => undefined);
    // It may have been finished here meanwhile.
    if (found && !isKnown(key)) kept.add(found, ended);
  }
  const dropped: RecordingKey[] = [];
  for (const recording of keptBefore) {
    if (there.has(nameOf(recording))) continue;
    // Nor does one go that cannot be looked at now.
    if ((await storage.sizeOf(recording, 'media').catch(() => 1)) > 0) continue;
    kept.delete(recording);
    dropped.push(recording);
  }
  return dropped;
}
