import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Cut, Segmenter } from './segmenter.js';

const targets = { segmentTicks: 90_000, targetDurationSeconds: 2, partTargetTicks: 18_000 };

/** Feeds frames of 1/30 s; what was cut before each, and whether its part was complete after it. */
function segment(frames: { isKeyframe: boolean; mustCut?: boolean; durationTicks?: number }[]) {
  const segmenter = new Segmenter(targets);
  return frames.map(({ isKeyframe, mustCut = false, durationTicks = 3000 }) => {
    const frame = { isKeyframe, frameTicks: 3000 };
    const cut = segmenter.cutBefore({ ...frame, mustCut });
    const isComplete = segmenter.add(segmenter.fit(durationTicks, frame), frame);
    return { cut, isComplete, isOverdue: segmenter.isKeyframeOverdue };
  });
}

const gop = (length: number) => Array.from({ length }, (_, index) => ({ isKeyframe: index === 0 }));
const cutsOf = (results: { cut: Cut }[]) =>
  results.flatMap(({ cut }, at) => (cut === 'none' ? [] : [[at, cut]]));

describe('Segmenter', () => {
  it('makes the first keyframe of a run a part by itself, and whole parts of what follows', () => {
    const results = segment(gop(20));
    const complete = results.flatMap(({ isComplete }, at) => (isComplete ? [at] : []));
    assert.deepEqual(complete, [0, 6, 12, 18]);
  });

  it('cuts at the first keyframe once a segment is long enough', () => {
    assert.deepEqual(cutsOf(segment([...gop(15), ...gop(15), ...gop(15)])), [
      [0, 'segment'],
      [30, 'segment'],
    ]);
  });

  it('takes a keyframe that comes a little early', () => {
    const frames = [...gop(30), ...gop(30)].map((frame, at) => ({
      ...frame,
      durationTicks: at === 9 ? 2000 : 3000,
    }));
    assert.deepEqual(cutsOf(segment(frames)).at(-1), [30, 'segment']);
  });

  it('cuts without a keyframe before the duration would round to more than the target', () => {
    const results = segment(gop(160));
    assert.deepEqual(cutsOf(results), [
      [0, 'segment'],
      [74, 'segment-without-keyframe'],
      [148, 'segment-without-keyframe'],
    ]);
    assert.equal(
      results.findIndex(({ isOverdue }) => isOverdue),
      59,
    );
  });

  it('cuts where another init segment is needed', () => {
    const frames = [...gop(5), { isKeyframe: true, mustCut: true }];
    assert.deepEqual(cutsOf(segment(frames)).at(-1), [5, 'segment']);
  });

  it('lets a keyframe inside a segment begin a part only if the part before it is long enough', () => {
    const cutBeforeKeyframe = (frameCount: number): Cut => {
      const segmenter = new Segmenter(targets);
      const [keyframe, other] = [true, false].map((isKeyframe) => ({ isKeyframe, frameTicks: 1500 }));
      segmenter.cutBefore({ ...keyframe!, mustCut: false });
      segmenter.add(1500, keyframe!);
      for (let index = 0; index < frameCount; index++) segmenter.add(1500, other!);
      return segmenter.cutBefore({ ...keyframe!, mustCut: false });
    };
    assert.equal(cutBeforeKeyframe(11), 'part');
    assert.equal(cutBeforeKeyframe(10), 'none');
  });

  it('gives a frame no more room than its part has', () => {
    const segmenter = new Segmenter(targets);
    const frame = { isKeyframe: false, frameTicks: 3000 };
    segmenter.cutBefore({ isKeyframe: true, frameTicks: 3000, mustCut: false });
    segmenter.add(3000, { isKeyframe: true, frameTicks: 3000 });
    segmenter.add(3000, frame);
    assert.equal(segmenter.fit(90_000, frame), 15_000);
  });

  it('stretches the last frame of a part that would be too short', () => {
    const segmenter = new Segmenter({ ...targets, partTargetTicks: 18_000 });
    const frame = { isKeyframe: false, frameTicks: 7500 };
    segmenter.cutBefore({ isKeyframe: true, frameTicks: 7500, mustCut: false });
    segmenter.add(7500, { isKeyframe: true, frameTicks: 7500 });
    assert.equal(segmenter.add(7500, frame), false);
    assert.equal(segmenter.fit(7500, frame), Math.ceil(18_000 * 0.86) - 7500);
  });
});
