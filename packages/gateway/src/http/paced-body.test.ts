import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { createPacedBody } from './paced-body.js';

function createSource(chunkCount: number, chunkBytes: number, failAt = Number.POSITIVE_INFINITY) {
  const seen = { made: 0, closed: false, ended: 0 };
  async function* chunks(): AsyncGenerator<Buffer, void> {
    try {
      for (let number = 0; number < chunkCount; number++) {
        if (number === failAt) throw new Error('spoiled');
        seen.made += 1;
        yield Buffer.alloc(chunkBytes, number);
      }
    } finally {
      seen.closed = true;
    }
  }
  const body = createPacedBody(chunks(), { timeoutMs: 1000, onEnd: () => (seen.ended += 1) });
  return { body, seen };
}

describe('a paced body', () => {
  it('is all of its chunks, in writes that a slow client can take in time', async () => {
    const { body, seen } = createSource(3, 100_000);
    const sizes: number[] = [];
    for await (const bytes of body) sizes.push(bytes.length);
    assert.equal(
      sizes.reduce((total, size) => total + size),
      300_000,
    );
    assert.ok(sizes.every((size) => size <= 65_536));
    assert.deepEqual(seen, { made: 3, closed: true, ended: 1 });
  });

  it('makes nothing that nobody takes', async () => {
    const { body, seen } = createSource(5, 10);
    const reader = body.getReader();
    assert.equal(seen.made, 0);
    await reader.read();
    assert.equal(seen.made, 1);
    await reader.cancel();
    assert.deepEqual(seen, { made: 1, closed: true, ended: 1 });
  });

  it('gives up on who takes nothing, before the first bytes and after them', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      for (const readCount of [0, 2]) {
        const { body, seen } = createSource(5, 10);
        const reader = body.getReader();
        for (let count = 0; count < readCount; count++) {
          mock.timers.tick(900);
          await reader.read();
        }
        mock.timers.tick(999);
        assert.equal(seen.ended, 0);
        mock.timers.tick(1);
        await assert.rejects(reader.read(), /took nothing for 1000 ms/);
        assert.deepEqual([seen.ended, seen.made], [1, readCount]);
      }
    } finally {
      mock.timers.reset();
    }
  });

  it('ends with an error where its chunks do', async () => {
    const { body, seen } = createSource(5, 10, 1);
    const reader = body.getReader();
    await reader.read();
    await assert.rejects(reader.read(), /spoiled/);
    assert.equal(seen.ended, 1);
  });
});
