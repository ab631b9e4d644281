import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FrameDurationEstimator } from './frame-duration.js';

function estimate(declaredTicks: number, steps: Iterable<number>): number {
  const estimator = new FrameDurationEstimator(declaredTicks);
  for (const step of steps) estimator.observe(step);
  return estimator.ticks;
}

const repeat = (steps: number[], times: number): number[] =>
  Array.from({ length: times }, () => steps).flat();

describe('FrameDurationEstimator', () => {
  it('says what was declared until enough frames have come', () => {
    assert.equal(estimate(3000, []), 3000);
    assert.equal(estimate(3000, repeat([6000], 15)), 3000);
    assert.equal(estimate(3000, repeat([6000], 16)), 6000);
  });

  it('keeps what was declared as long as the frames are near it', () => {
    assert.equal(estimate(3000, repeat([3003], 100)), 3000);
    assert.equal(estimate(3000, repeat([3030], 100)), 3030);
  });

  it('is exact for a clock that counts whole milliseconds', () => {
    assert.equal(estimate(3600, repeat([2970, 2970, 3060], 40)), 3000);
  });

  it('is blind to lost frames and to steps that are none', () => {
    assert.equal(estimate(3600, repeat([3000, 3000, 3000, 9000, 0, -500], 30)), 3000);
  });

  it('follows a camera that changes its frame rate', () => {
    assert.equal(estimate(3000, [...repeat([3000], 200), ...repeat([6000], 60)]), 6000);
  });

  it('takes nothing for a frame that is shorter than those of 300 a second', () => {
    assert.equal(estimate(3000, repeat([1], 60)), 300);
  });
});
