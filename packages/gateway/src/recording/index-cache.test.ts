import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordingKey } from '../storage/recording-key.js';
import { IndexCache } from './index-cache.js';
import { formatLine, type IndexLine } from './index-lines.js';

const init: IndexLine = { kind: 'init', at: 0, bytes: 1, codecs: 'avc1.42c01e' };
const segment: IndexLine = {
  ...{ kind: 'segment', at: 1, bytes: 1, ticks: 90_000, dateMs: 0, key: true, cut: false },
  ...{ tableAt: 0, tableBytes: 1 },
} as IndexLine;

function createFolder(segmentCount: number, end = '') {
  const lines: IndexLine[] = [{ kind: 'recording', v: 1, targetDurationSeconds: 1 }, init];
  const text = [...lines, ...Array.from({ length: segmentCount }, () => segment)].map(formatLine).join('');
  const bytes = Buffer.from(text + end);
  const read: string[] = [];
  const storage = {
    sizeOf: async () => 1_000_000,
    readAll: async ({ recordingId }: RecordingKey) => {
      read.push(recordingId);
      return bytes;
    },
  };
  return { storage, read };
}

const key = (recordingId: number | string) => ({ cameraId: 'door', recordingId: `${recordingId}` });

describe('IndexCache', () => {
  it('keeps as many as their segments allow, however many recordings are played', async () => {
    const { storage, read } = createFolder(10);
    const cache = new IndexCache(storage, { maxSegments: 400 });
    for (let turn = 0; turn < 3; turn++) for (let id = 0; id < 40; id++) await cache.read(key(id));
    assert.equal(read.length, 40);
    await cache.read(key('one more'));
    await cache.read(key(1));
    assert.equal(read.length, 41);
    await cache.read(key(0));
    assert.equal(read.length, 42, 'the one that was not asked for the longest');
  });

  it('keeps one that is longer than all may be, and forgets what was deleted', async () => {
    const { storage, read } = createFolder(500);
    const cache = new IndexCache(storage, { maxSegments: 400 });
    await Promise.all([cache.read(key(0)), cache.read(key(0))]);
    await cache.read(key(0));
    assert.equal(read.length, 1);
    cache.forget(key(0));
    await cache.read(key(0));
    assert.equal(read.length, 2);
  });

  it('lets others have their turn while a long one is read', async () => {
    const { storage } = createFolder(20_000);
    let turns = 0;
    const count = setInterval(() => (turns += 1), 0);
    const index = await new IndexCache(storage).read(key(0));
    clearInterval(count);
    assert.equal(index?.segments.length, 20_000);
    assert.ok(turns >= 5, `${turns} turns`);
  });

  it('reads up to what is spoiled', async () => {
    for (const end of ['{"kind":"seg', '\0\0\0\0\n', `{"kind":"end","reason":"stopped"}\n{}\n`]) {
      const { storage } = createFolder(5000, end);
      const index = await new IndexCache(storage).read(key(0));
      assert.equal(index?.segments.length, 5000, end);
    }
  });
});
