import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AudioTimeline } from './audio-timeline.js';

const frameTicks = (1024 * 90_000) / 48_000;
const createTimeline = (startTicks = 0) => new AudioTimeline({ samplesPerSecond: 48_000, startTicks });

describe('AudioTimeline', () => {
  it('begins with the first frame that does not lie before the start', () => {
    const timeline = createTimeline(9000);
    assert.equal(timeline.place(8999 - frameTicks), undefined);
    assert.deepEqual(timeline.place(9000), { decodeSamples: 4800, durationSamples: 1024 });
  });

  it('counts 1,024 samples a frame, however the times of frames are rounded', () => {
    const timeline = createTimeline();
    for (let index = 0; index < 200; index++) {
      const millisecond = 90 * Math.round((index * frameTicks) / 90);
      const placement = timeline.place(millisecond);
      assert.deepEqual(placement, { decodeSamples: index * 1024, durationSamples: 1024 });
    }
  });

  it('declares the frame after lost ones longer', () => {
    const timeline = createTimeline();
    timeline.place(0);
    assert.deepEqual(timeline.place(5 * frameTicks), { decodeSamples: 1024, durationSamples: 5 * 1024 });
    assert.deepEqual(timeline.place(6 * frameTicks), { decodeSamples: 6 * 1024, durationSamples: 1024 });
  });

  it('leaves out one frame when the sound clock has run ahead by more than a frame', () => {
    const timeline = createTimeline();
    const fasterByTicks = 2;
    const left = Array.from({ length: 2000 }, (_, index) =>
      timeline.place(index * (frameTicks - fasterByTicks)),
    );
    assert.equal(left.filter((placement) => placement === undefined).length, 2);
  });

  it('leaves out frames of a clock that the video has not followed', () => {
    const timeline = createTimeline();
    timeline.place(0);
    assert.equal(timeline.place(90_000 * 1000), undefined);
    assert.equal(timeline.place(-90_000), undefined);
    assert.deepEqual(timeline.place(frameTicks), { decodeSamples: 1024, durationSamples: 1024 });
  });
});
