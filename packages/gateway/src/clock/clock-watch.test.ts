import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playClock } from '../testing/played-clock.js';
import { ClockWatch } from './clock-watch.js';
import { SteadyClock } from './steady-clock.js';

const hourMs = 3_600_000;

describe('ClockWatch', () => {
  const { pass } = playClock();

  it('tells that the clock of the machine was set, until the steady one has adopted it', async (t) => {
    const clock = new SteadyClock();
    const told: number[] = [];
    const watch = new ClockWatch({ clock, onSet: (aheadMs) => told.push(aheadMs) });
    watch.start();
    await pass(30_000);
    assert.deepEqual(told, []);
    const now = Date.now;
    const set = t.mock.method(Date, 'now', () => now() + 4000);
    await pass(30_000);
    assert.deepEqual(told, [], 'what the time service corrects bit by bit');
    set.mock.mockImplementation(() => now() - hourMs);
    await pass(20_000);
    assert.deepEqual(told, [-hourMs, -hourMs]);
    clock.adopt();
    await pass(30_000);
    assert.equal(told.length, 2);
    set.mock.mockImplementation(() => now() + hourMs);
    watch.close();
    await pass(30_000);
    assert.equal(told.length, 2);
  });
});
