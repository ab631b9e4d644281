import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { within } from '../testing/deadline.js';
import { createLocalFolder } from './local-folder.js';
import { createTurns } from './storage-turns.js';

const run = promisify(execFile);
const cameraId = 'door';
const keys = Array.from({ length: 8 }, (_, number) => ({
  cameraId,
  recordingId: `20261120T12000${number}Z-aaaaaaaa`,
}));

// A FIFO that nobody writes to holds who opens it, as a disk that hangs does.
describe('a disk that hangs', { skip: process.platform === 'win32' && 'there is no mkfifo' }, () => {
  let path: string;
  const fifoOf = ({ recordingId }: { recordingId: string }) =>
    join(path, cameraId, recordingId, 'index.jsonl');
  before(async () => {
    path = await mkdtemp(join(tmpdir(), 'hanging-'));
    for (const key of keys) {
      await mkdir(join(path, cameraId, key.recordingId), { recursive: true });
      await run('mkfifo', [fifoOf(key)]);
    }
  });
  after(() => rm(path, { recursive: true }));

  it('holds up the calls to it, and nothing else that Node does in threads', async () => {
    const storage = createLocalFolder(path);
    let answeredCount = 0;
    const hanging = keys.map((key) => storage.readAll(key, 'index').then(() => (answeredCount += 1)));
    const others = async (): Promise<void> => {
      await readFile(new URL(import.meta.url));
      await webcrypto.subtle.digest('SHA-256', Buffer.alloc(1_000_000));
    };
    try {
      await within(others(), 'a file of another disk, and a digest');
      assert.equal(answeredCount, 0);
    } finally {
      // By a program: the threads of this one may be what is missing.
      await run('sh', ['-c', 'for fifo; do : >"$fifo"; done', 'sh', ...keys.map(fifoOf)]);
    }
    await within(Promise.all(hanging), 'all calls, as the disk goes on');
    assert.equal(answeredCount, keys.length);
  });
});

describe('the turns of a disk that is slow', () => {
  it('are those who write first, however many read', async () => {
    const turn = createTurns();
    const made: string[] = [];
    const ends: (() => void)[] = [];
    const hold = () => new Promise<void>((resolve) => ends.push(resolve));
    const calls = [turn(hold), turn(hold)];
    for (const name of ['r1', 'r2']) calls.push(turn(async () => void made.push(name), 'read'));
    for (const name of ['w1', 'w2']) calls.push(turn(async () => void made.push(name)));
    ends[0]!();
    ends[1]!();
    await Promise.all(calls);
    assert.deepEqual(made, ['w1', 'w2', 'r1', 'r2']);
  });
});
