import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '../support/seeded-random.js';
import { findTrend } from './trend.js';

const everyMs = 5000;

/** An hour's last half: noise that lasts a while, around a line. */
function samples({ seed, growthPerHour }: { seed: number; growthPerHour: number }) {
  const random = seededRandom(seed);
  let noise = 0;
  return Array.from({ length: 360 }, (_, index) => {
    noise = 0.8 * noise + (random() - 0.5) * 4;
    const atMs = index * everyMs;
    return { atMs, value: 100 + noise + (growthPerHour * atMs) / 3_600_000 };
  });
}

describe('findTrend', () => {
  it('finds the slope of a line', () => {
    const line = Array.from({ length: 10 }, (_, index) => ({
      atMs: index * 3_600_000,
      value: 7 + 2 * index,
    }));
    const { slopePerHour, marginPerHour, verdict } = findTrend(line);
    assert.ok(Math.abs(slopePerHour - 2) < 1e-9 && marginPerHour < 1e-6);
    assert.equal(verdict, 'grows');
  });

  it('takes noise that lasts for flat nineteen times of twenty, or nearly', () => {
    const verdicts = Array.from({ length: 200 }, (_, seed) => findTrend(samples({ seed, growthPerHour: 0 })));
    const flat = verdicts.filter(({ verdict }) => verdict === 'flat');
    assert.ok(flat.length >= 180, `${flat.length} of 200`);
  });

  it('sees a growth of a sixth an hour through it', () => {
    const verdicts = Array.from({ length: 50 }, (_, seed) => findTrend(samples({ seed, growthPerHour: 16 })));
    assert.ok(verdicts.every(({ verdict }) => verdict === 'grows'));
    assert.equal(findTrend(samples({ seed: 1, growthPerHour: -16 })).verdict, 'shrinks');
  });

  it('refuses to judge by a few samples', () => {
    assert.throws(() => findTrend(samples({ seed: 1, growthPerHour: 0 }).slice(0, 7)), RangeError);
  });
});
