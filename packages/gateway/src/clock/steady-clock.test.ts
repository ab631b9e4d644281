import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playClock } from '../testing/played-clock.js';
import { SteadyClock } from './steady-clock.js';

const hourMs = 3_600_000;

describe('SteadyClock', () => {
  const { pass } = playClock();

  it('goes on when the clock of the machine is set, until it is told to follow', async (t) => {
    const clock = new SteadyClock();
    const startedAtMs = clock.nowMs();
    assert.equal(startedAtMs, Date.now());
    const now = Date.now;
    t.mock.method(Date, 'now', () => now() - hourMs);
    await pass(1000);
    assert.equal(clock.nowMs(), startedAtMs + 1000);
    clock.adopt();
    assert.equal(clock.nowMs(), startedAtMs + 1000 - hourMs);
  });
});
