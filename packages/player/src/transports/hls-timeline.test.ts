import { assert } from 'chai';
import { createTimeline, spansOf } from './hls-timeline.js';

const fragment = (start: number, dateMs: number | null, cc = 0, gap = false) => ({
  start,
  duration: 2,
  programDateTime: dateMs,
  cc,
  gap,
});

/** Four seconds, a minute away, two seconds after another start. */
const fragments = [fragment(0, 1000), fragment(2, 3010), fragment(4, 65_000, 1)];
const timeline = createTimeline(() => spansOf(fragments, 0));

describe('the moments of a playlist', () => {
  it('are stretches without a break', () => {
    assert.deepEqual(spansOf(fragments, 0), [
      { startSeconds: 0, durationSeconds: 4, startAtMs: 1000 },
      { startSeconds: 4, durationSeconds: 2, startAtMs: 65_000 },
    ]);
  });

  it('break where the date jumps, the camera was started anew, or a segment is missing', () => {
    assert.equal(spansOf([fragment(0, 0), fragment(2, 9000)], 0).length, 2);
    assert.equal(spansOf([fragment(0, 0), fragment(2, 2000, 1)], 0).length, 2);
    assert.equal(spansOf([fragment(0, 0), fragment(2, 2000, 0, true), fragment(4, 4000)], 0).length, 2);
    assert.equal(spansOf([fragment(0, null), fragment(2, 2000)], 0).length, 1);
  });

  it('are as much earlier as the dates are late', () => {
    assert.equal(spansOf(fragments, 200)[0]?.startAtMs, 800);
  });

  it('have a place on the timeline, also those that are missing', () => {
    assert.equal(timeline.secondsAt(2000), 1);
    assert.equal(timeline.secondsAt(30_000), 4);
    assert.equal(timeline.secondsAt(-5), 0);
    assert.equal(timeline.secondsAt(99_000), 5);
    assert.isNull(createTimeline(() => []).secondsAt(5));
  });

  it('are read from it, also where a browser has rounded the position', () => {
    assert.equal(timeline.dateAt(1), 2000);
    assert.approximately(timeline.dateAt(3.9999)!, 65_000, 1);
    assert.isNull(createTimeline(() => []).dateAt(5));
  });
});
