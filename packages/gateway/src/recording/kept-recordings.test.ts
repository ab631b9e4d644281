import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playClock } from '../testing/played-clock.js';
import { KeptRecordings, type UnreadableRecording } from './kept-recordings.js';

const recording = (name: string, byteLength: number): UnreadableRecording => ({
  cameraId: 'door',
  recordingId: name,
  endedAtMs: 0,
  byteLength,
  isUnreadable: true,
});
const yearMs = 365 * 86_400_000;

describe('KeptRecordings', () => {
  const { pass } = playClock();

  it('knows how old is what this gateway made, whatever the clock was then and is now', async () => {
    const kept = new KeptRecordings();
    kept.add(recording('made', 1), 'now');
    kept.add(recording('found', 1), 'before');
    await pass(1000);
    assert.deepEqual(
      kept.deletable(yearMs).map(({ ageMs }) => ageMs),
      [1000, yearMs],
    );
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
