import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClockUnwrapper } from './clock.js';

const wrapTicks = 2 ** 33;

describe('createClockUnwrapper', () => {
  it('goes on over the wrap and back over it', () => {
    const unwrap = createClockUnwrapper();
    const times = [wrapTicks - 3000, 0, wrapTicks - 1500, 3000, 6000].map(unwrap);
    assert.deepEqual(times, [
      wrapTicks - 3000,
      wrapTicks,
      wrapTicks - 1500,
      wrapTicks + 3000,
      wrapTicks + 6000,
    ]);
  });

  it('keeps counting over many wraps', () => {
    const unwrap = createClockUnwrapper();
    const step = 2 ** 31;
    for (let count = 0; count < 40; count++) assert.equal(unwrap((count * step) % wrapTicks), count * step);
  });

  it('puts what comes shortly before the first time before it', () => {
    const unwrap = createClockUnwrapper();
    assert.deepEqual([10, wrapTicks - 20].map(unwrap), [10, -20]);
  });
});
