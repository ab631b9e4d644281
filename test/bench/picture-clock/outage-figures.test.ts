import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { figureOutage } from './outage-figures.js';
import { seenTenASecond as pictures } from './seen-fixture.js';

describe('figureOutage', () => {
  it('counts from the end of the outage, and only a delay that stays', () => {
    const seen = [
      ...pictures(10),
      ...pictures(10, { fromMs: 4500, delayMs: 800 }),
      ...pictures(3, { fromMs: 5500, delayMs: 210 }),
      ...pictures(7, { fromMs: 5800, delayMs: 500 }),
      ...pictures(20, { fromMs: 6500, delayMs: 290 }),
    ];
    assert.deepEqual(figureOutage(seen, 4000, 200), { movesAgainMs: 500, backAtTargetMs: 2500 });
  });

  it('does not call a picture back at its target when it is too late to say', () => {
    const seen = pictures(5, { fromMs: 4500 });
    const { movesAgainMs, backAtTargetMs } = figureOutage(seen, 4000, 200);
    assert.equal(movesAgainMs, 500);
    assert.ok(Number.isNaN(backAtTargetMs));
  });
});
