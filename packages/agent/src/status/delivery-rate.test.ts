import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addSample, type DeliverySample, deliveredVideo, rateWindowMs } from './delivery-rate.js';

/** A capture that sends 25 pictures of 10,000 bytes a second and tells so every `everyMs`. */
function steady({ fromMs = 0, toMs, everyMs = 500 }: { fromMs?: number; toMs: number; everyMs?: number }) {
  let samples: readonly DeliverySample[] = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += everyMs) {
    const pictures = ((atMs - fromMs) / 1000) * 25;
    samples = addSample(samples, { atMs, pictures, sentBytes: pictures * 10_000, droppedPictures: 2 });
  }
  return samples;
}

describe('deliveredVideo', () => {
  it('is what left a second, and what was dropped in all', () => {
    assert.deepEqual(deliveredVideo(steady({ toMs: 60_000 }), 60_100), {
      framesPerSecond: 25,
      bitsPerSecond: 2_000_000,
      droppedPictures: 2,
    });
  });

  it('knows nothing at first', () => {
    assert.equal(deliveredVideo([], 1000), null);
    assert.equal(deliveredVideo(steady({ toMs: 500 }), 600), null);
  });

  it('follows a change within its window', () => {
    const before = steady({ toMs: 20_000 });
    const last = before.at(-1)!;
    const after = addSample(addSample(before, { ...last, atMs: 20_500 }), {
      ...last,
      atMs: 20_000 + rateWindowMs,
    });
    assert.equal(deliveredVideo(after, 20_000 + rateWindowMs)?.framesPerSecond, 0);
  });

  it('sinks when the capture tells nothing any more', () => {
    assert.equal(deliveredVideo(steady({ toMs: 5000 }), 15_000)?.framesPerSecond, 8.3);
  });

  it('begins anew with another capture', () => {
    const samples = steady({ toMs: 10_000 });
    const next = addSample(samples, { atMs: 10_500, pictures: 1, sentBytes: 9, droppedPictures: 0 });
    assert.equal(deliveredVideo(next, 10_500), null);
  });

  it('keeps no more samples than it needs', () => {
    assert.equal(steady({ toMs: 600_000 }).length, rateWindowMs / 500 + 1);
    assert.equal(steady({ toMs: 10_000, everyMs: 1 }).length, 64);
  });
});
