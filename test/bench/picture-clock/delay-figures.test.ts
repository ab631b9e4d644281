import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { figureDelay } from './delay-figures.js';
import { seenTenASecond as pictures } from './seen-fixture.js';

describe('figureDelay', () => {
  it('leaves out of the delay what comes before playing has settled, but not its gaps', () => {
    const seen = [...pictures(20, { delayMs: 900 }), ...pictures(40, { fromMs: 2600 })];
    const { p50Ms, p95Ms, longestGapMs, stallCount, picturesPerSecond } = figureDelay(seen, {
      settledMs: 2000,
      endedAtMs: 6600,
    });
    assert.deepEqual(
      { p50Ms, p95Ms, longestGapMs, stallCount },
      {
        p50Ms: 200,
        p95Ms: 200,
        longestGapMs: 700,
        stallCount: 1,
      },
    );
    assert.equal(Math.round(picturesPerSecond), 10);
  });

  it('tells how the delay drifts, from quarters of a short watch', () => {
    const seen = [...pictures(20), ...pictures(60, { fromMs: 2000, delayMs: 260 })];
    assert.equal(figureDelay(seen, { settledMs: 0, endedAtMs: 8000 }).driftMs, 60);
  });

  it('compares what the element says, and counts what was not readable apart', () => {
    const seen = pictures(10);
    seen[4]!.delayMs = undefined;
    const { latencyErrorMs, unreadableCount, p50Ms } = figureDelay(seen, { settledMs: 0, endedAtMs: 1000 });
    assert.deepEqual(
      { latencyErrorMs, unreadableCount, p50Ms },
      {
        latencyErrorMs: 30,
        unreadableCount: 1,
        p50Ms: 200,
      },
    );
  });

  it('takes a picture that stands still to the end for a stall', () => {
    const { longestGapMs, stallCount } = figureDelay(pictures(10), { settledMs: 0, endedAtMs: 5900 });
    assert.deepEqual({ longestGapMs, stallCount }, { longestGapMs: 5000, stallCount: 1 });
  });

  it('has no figures of nothing', () => {
    assert.ok(Number.isNaN(figureDelay([], { settledMs: 0, endedAtMs: 0 }).p50Ms));
  });
});
