import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StoredSegments } from './stored-segments.js';

const mebibyte = 1024 * 1024;
const spanAt = (at: number, recordingId = 'one') => ({ recordingId, at, byteLength: 1 });

/** Reads that end when they are told to. */
function createHeldReads() {
  const waiting: { at: number; end(bytes: Buffer): void; fail(error: Error): void }[] = [];
  let mostAtOnce = 0;
  const stored = new StoredSegments(
    ({ at }) =>
      new Promise((resolve, reject) => {
        const leave = (): void => void waiting.splice(waiting.indexOf(read), 1);
        const read = {
          at,
          end: (bytes: Buffer) => [leave(), resolve(bytes)],
          fail: (error: Error) => [leave(), reject(error)],
        };
        waiting.push(read);
        mostAtOnce = Math.max(mostAtOnce, waiting.length);
      }),
  );
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { stored, waiting, turn, mostAtOnce: () => mostAtOnce };
}

describe('StoredSegments', () => {
  it('reads once what several ask for at a time, and keeps it for those who ask later', async () => {
    const { stored, waiting, turn } = createHeldReads();
    const both = [stored.load(spanAt(1)), stored.load(spanAt(1))];
    await turn();
    assert.equal(waiting.length, 1);
    waiting[0]!.end(Buffer.from('x'));
    const [one, other] = await Promise.all(both);
    assert.equal(one, other);
    assert.equal(await stored.load(spanAt(1)), one);
    assert.equal(waiting.length, 0);
  });

  it('reads a few at a time, and all in the end', async () => {
    const { stored, waiting, turn, mostAtOnce } = createHeldReads();
    const all = Array.from({ length: 20 }, (_, at) => stored.load(spanAt(at)));
    for (let left = 20; left > 0; left--) {
      await turn();
      waiting[0]!.end(Buffer.from([waiting[0]!.at]));
    }
    assert.deepEqual(
      (await Promise.all(all)).map(([at]) => at),
      Array.from({ length: 20 }, (_, at) => at),
    );
    assert.equal(mostAtOnce(), 4);
  });

  it('refuses those who are too many, and goes on', async () => {
    const { stored, waiting, turn } = createHeldReads();
    const all = Array.from({ length: 1005 }, (_, at) => stored.load(spanAt(at)));
    const outcomes = Promise.allSettled(all);
    for (let left = 1004; left > 0; left--) {
      await turn();
      waiting[0]!.end(Buffer.alloc(0));
    }
    const refused = (await outcomes).filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    assert.deepEqual(
      refused.map(({ reason }) => reason.code),
      ['too_many_requests'],
    );
  });

  it('tries again what could not be read', async () => {
    const { stored, waiting, turn } = createHeldReads();
    const failing = stored.load(spanAt(1));
    await turn();
    waiting[0]!.fail(new Error('no disk'));
    await assert.rejects(failing, /no disk/);
    const again = stored.load(spanAt(1));
    await turn();
    waiting[0]!.end(Buffer.from('x'));
    assert.equal((await again).length, 1);
  });

  it('keeps 8 MiB of what was asked for last, and nothing of what was deleted', async () => {
    let readCount = 0;
    const stored = new StoredSegments(async () => {
      readCount += 1;
      return Buffer.alloc(3 * mebibyte);
    });
    for (const at of [1, 2, 1, 3, 1]) await stored.load(spanAt(at));
    assert.equal(readCount, 3);
    await stored.load(spanAt(2));
    assert.equal(readCount, 4);
    await stored.load(spanAt(2));
    stored.forget('one');
    await stored.load(spanAt(2));
    assert.equal(readCount, 5);
  });
});
