import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reconnectDelayMs } from './reconnect-delay.js';

describe('reconnectDelayMs', () => {
  it('doubles from one second to three', () => {
    const delays = [0, 1, 2, 1000].map((attempt) => reconnectDelayMs(attempt, 0));
    assert.deepEqual(delays, [1000, 2000, 3000, 3000]);
  });

  it('takes off up to a quarter by chance', () => {
    assert.equal(reconnectDelayMs(0, 1), 750);
    assert.equal(reconnectDelayMs(9, 0.5), 2625);
  });
});
