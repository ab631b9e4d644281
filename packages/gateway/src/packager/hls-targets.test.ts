import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { choosePartTarget, chooseTargetDuration } from './hls-targets.js';

describe('chooseTargetDuration', () => {
  for (const [segmentMs, keyframeIntervalMs, seconds] of [
    [1000, 1000, 2],
    [1000, 2000, 2],
    [1000, 2500, 3],
    [3000, 2000, 4],
    [6000, 1000, 6],
  ] as const) {
    it(`is ${seconds} s for segments of ${segmentMs} ms and a keyframe each ${keyframeIntervalMs} ms`, () => {
      assert.equal(chooseTargetDuration({ segmentMs }, { keyframeIntervalMs }), seconds);
    });
  }
});

describe('choosePartTarget', () => {
  for (const [partMs, framesPerSecond, frameCount] of [
    [200, 30, 6],
    [200, 30_000 / 1001, 5],
    [200, 25, 5],
    [200, 24, 4],
    [200, 15, 3],
    [200, 12, 2],
    [1000, 24_000 / 1001, 23],
  ] as const) {
    it(`is ${frameCount} frames within ${partMs} ms at ${framesPerSecond.toFixed(2)} frames a second`, () => {
      const frameTicks = 90_000 / framesPerSecond;
      assert.equal(choosePartTarget({ partMs }, frameTicks), Math.ceil(frameCount * frameTicks));
    });
  }

  it('is one frame and some room where two frames do not fit', () => {
    assert.equal(choosePartTarget({ partMs: 200 }, 18_000), Math.ceil(18_000 / 0.88));
    assert.equal(choosePartTarget({ partMs: 200 }, 45_000), Math.ceil(45_000 / 0.88));
  });
});
