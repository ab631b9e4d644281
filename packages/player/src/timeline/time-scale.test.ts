import { assert } from 'chai';
import { gapsIn, momentAt, scaleOf, shareAt, stepFrom } from './time-scale.js';

const span = (startMs: number, endMs: number) => ({ start: new Date(startMs), end: new Date(endMs) });
/** Ten seconds, half a minute without anything, ten seconds, a restart, ten seconds. */
const spans = [span(0, 10_000), span(40_000, 50_000), span(50_000, 60_000)];

describe('the scale of the line of time', () => {
  it('goes from the first moment to the last, and is none without any', () => {
    assert.deepEqual(scaleOf(spans), { startMs: 0, endMs: 60_000 });
    assert.isNull(scaleOf([]));
    assert.isNull(scaleOf([span(5, 5)]));
  });

  it('knows what is missing, and where the camera was only started anew', () => {
    assert.deepEqual(gapsIn(spans), [
      { startMs: 10_000, endMs: 40_000 },
      { startMs: 50_000, endMs: 50_000 },
    ]);
  });

  it('lays moments on the line and reads them from it, never beyond its ends', () => {
    const scale = { startMs: 1000, endMs: 5000 };
    assert.equal(shareAt(scale, 2000), 0.25);
    assert.equal(shareAt(scale, 9000), 1);
    assert.equal(momentAt(scale, 0.25), 2000);
    assert.equal(momentAt(scale, -1), 1000);
  });

  for (const [from, by, to, why] of [
    [3000, 5000, 8000, 'within a span'],
    [8000, 5000, 43_000, 'over what is missing'],
    [42_000, -5000, 7000, 'back over what is missing'],
    [48_000, 5000, 53_000, 'over a restart'],
    [2000, -5000, 0, 'no further than the beginning'],
    [58_000, 60_000, 60_000, 'no further than the end'],
    [20_000, -5000, 5000, 'from where nothing is'],
  ] as const)
    it(`steps ${why}`, () => assert.equal(stepFrom(spans, from, by), to));
});
