import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BoundedTurns } from './bounded-turns.js';

describe('BoundedTurns', () => {
  it('make a few calls at a time, the others in their order, and refuse what is too many', async () => {
    const turns = new BoundedTurns({ atOnce: 2, maxWaiting: 2, what: 'the test' });
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const call = (number: number) =>
      turns.take(async () => {
        begun.push(number);
        await new Promise<void>((resolve) => ends.push(resolve));
        return number;
      });
    const calls = [call(0), call(1), call(2), call(3)];
    await assert.rejects(call(4), { code: 'too_many_requests', message: /wait for the test/ });
    assert.deepEqual(begun, [0, 1]);
    ends[1]!();
    assert.equal(await calls[1], 1);
    assert.deepEqual(begun, [0, 1, 2]);
    ends[0]!();
    await calls[0];
    for (const end of ends) end();
    assert.deepEqual(await Promise.all(calls), [0, 1, 2, 3]);
  });

  it('are handed on by a call that fails', async () => {
    const turns = new BoundedTurns({ atOnce: 1, maxWaiting: 1, what: 'the test' });
    const failing = turns.take(() => Promise.reject(new Error('broken')));
    const next = turns.take(async () => 'made');
    await assert.rejects(failing, /broken/);
    assert.equal(await next, 'made');
  });
});
