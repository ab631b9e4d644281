import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../log/logger.js';
import { playClock } from '../testing/played-clock.js';
import { KeptRecordings, type UnreadableRecording } from './kept-recordings.js';
import { Retention } from './retention.js';

const recording = (name: string, byteLength: number, endedAtMs = 0): UnreadableRecording => ({
  cameraId: 'door',
  recordingId: name,
  endedAtMs,
  byteLength,
  isUnreadable: true,
});
const yearMs = 365 * 86_400_000;

describe('KeptRecordings', () => {
  const { pass } = playClock();

  it('knows how old is what this gateway made, whatever the clock was then and is now', async () => {
    const kept = new KeptRecordings();
    kept.add(recording('made', 1), 'now');
    kept.add(recording('found', 1), { beforeMonotonicMs: 0 });
    await pass(1000);
    assert.deepEqual(
      kept.deletable(yearMs).map(({ ageMs }) => ageMs),
      [1000, yearMs],
    );
  });

  it('takes what it found to be older than what was made since, also while the clock is behind', async () => {
    const kept = new KeptRecordings();
    const found = { beforeMonotonicMs: performance.now() };
    for (const [name, endedAtMs] of [
      ['second', 2 * yearMs],
      ['third', 3 * yearMs],
      ['first', yearMs],
    ] as const)
      kept.add(recording(name, 1, endedAtMs), found);
    await pass(1000);
    kept.add(recording('made', 1, 1000), 'now');
    await pass(1000);
    const removed: string[] = [];
    const retention = new Retention({
      storage: { freeBytes: async () => 0 },
      rules: { maxAgeMs: 2000, maxBytes: 0, minFreeBytes: 0 },
      deletable: () => kept.deletable(2000),
      keptBytes: () => kept.byteLength,
      remove: async (gone) => {
        removed.push(gone.recordingId);
        kept.delete(gone);
      },
      logger: silentLogger,
    });
    const known = Object.fromEntries(
      kept.deletable(2000).map(({ recordingId, ageMs }) => [recordingId, ageMs]),
    );
    assert.deepEqual(known, { first: 2000, second: 2000, third: 2000, made: 1000 }, 'no older than is known');
    await retention.deleteExpired();
    assert.deepEqual(removed, ['first', 'second', 'third', 'made']);
  });

  it('counts what is there once', () => {
    const kept = new KeptRecordings();
    kept.add(recording('one', 10), 'now');
    kept.add(recording('one', 20), 'now');
    kept.add(recording('other', 5), 'now');
    assert.deepEqual([kept.count, kept.byteLength], [2, 25]);
    kept.delete(recording('one', 0));
    kept.delete(recording('one', 0));
    assert.deepEqual([kept.count, kept.byteLength], [1, 5]);
  });
});
