import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { chooseTargets } from './hls-targets.js';
import { Segmenter } from './segmenter.js';
import { type FitDuration, type Placement, VideoTimeline } from './video-timeline.js';

const asWanted: FitDuration = (wantedTicks) => wantedTicks;

function place(
  dts: number[],
  { declaredFrameTicks = 3000, startTicks = 0, fit = asWanted } = {},
): Placement[] {
  const timeline = new VideoTimeline({ startTicks, declaredFrameTicks });
  return dts.map((dtsTicks) => timeline.place(dtsTicks, fit));
}

const durations = (placements: Placement[]): number[] => placements.map(({ durationTicks }) => durationTicks);

describe('VideoTimeline', () => {
  it('begins where the stream is, wherever the clock of the camera stands', () => {
    const placements = place([7_000_000, 7_003_000], { startTicks: 450_000 });
    assert.deepEqual(placements, [
      { decodeTicks: 450_000, durationTicks: 3000, isAnchor: true },
      { decodeTicks: 453_000, durationTicks: 3000, isAnchor: false },
    ]);
  });

  it('leaves small jitter alone, so that durations are all alike', () => {
    const placements = place([0, 3700, 5400, 9600, 11_300, 15_000]);
    assert.deepEqual(durations(placements), [3000, 3000, 3000, 3000, 3000, 3000]);
  });

  it('makes the frame after lost ones last until the next is due', () => {
    const placements = place([0, 3000, 15_000, 18_000]);
    assert.deepEqual(durations(placements), [3000, 3000, 12_000, 3000]);
    assert.deepEqual(placements.at(-1)?.decodeTicks, 18_000);
  });

  it('spreads over later frames what one frame may not take', () => {
    const atMost6000: FitDuration = (wantedTicks) => Math.min(wantedTicks, 6000);
    const placements = place([0, 3000, 12_000, 15_000, 18_000, 21_000], { fit: atMost6000 });
    assert.deepEqual(durations(placements), [3000, 3000, 6000, 6000, 3000, 3000]);
  });

  it('shortens frames by half at most when they come too early', () => {
    const placements = place([0, 3000, 3100, 3200, 12_000]);
    assert.deepEqual(durations(placements), [3000, 3000, 1500, 1500, 6000]);
  });

  for (const [name, jumpTicks] of [
    ['forward by an hour', 3600 * 90_000],
    ['back by a second', -90_000],
  ] as const) {
    it(`goes on where it was when the clock of the camera jumps ${name}`, () => {
      const placements = place([900_000, 903_000, 906_000 + jumpTicks, 909_000 + jumpTicks]);
      assert.deepEqual(
        placements.map(({ decodeTicks, isAnchor }) => [decodeTicks, isAnchor]),
        [
          [0, true],
          [3000, false],
          [6000, true],
          [9000, false],
        ],
      );
    });
  }

  it('is tied to the clock anew when it lags by more than three seconds', () => {
    const tooLittle: FitDuration = () => 1000;
    const placements = place(
      Array.from({ length: 400 }, (_, index) => index * 3000),
      { fit: tooLittle },
    );
    const anchors = placements.flatMap(({ isAnchor }, index) => (isAnchor ? [index] : []));
    assert.deepEqual(anchors, [0, 136, 272]);
  });

  it('stays contiguous and near the clock of the camera behind a segmenter, whatever gets lost', () => {
    const camera = fc.record({
      framesPerSecond: fc.constantFrom(30, 30_000 / 1001, 25, 24, 15, 12),
      jitterTicks: fc.array(fc.integer({ min: -900, max: 900 }), { minLength: 30, maxLength: 30 }),
      lostSpans: fc.array(fc.record({ at: fc.nat(200), count: fc.nat(40) }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(camera, ({ framesPerSecond, jitterTicks, lostSpans }) => {
        const frameTicks = 90_000 / framesPerSecond;
        const hls = { segmentMs: 1000, partMs: 200, windowMs: 12_000 };
        const segmenter = new Segmenter(chooseTargets(hls, { keyframeIntervalMs: 1000 }, frameTicks));
        const timeline = new VideoTimeline({ startTicks: 0, declaredFrameTicks: frameTicks });
        const isLost = (index: number): boolean =>
          lostSpans.some(({ at, count }) => index > 0 && index >= at && index < at + count);
        let endTicks = 0;
        let lastLagTicks = 0;
        for (let index = 0; index < 400; index++) {
          if (isLost(index)) continue;
          const isKeyframe = index % Math.ceil(framesPerSecond) === 0;
          const dtsTicks = Math.round(index * frameTicks + (jitterTicks[index % 30] ?? 0));
          segmenter.cutBefore({ isKeyframe, mustCut: false, frameTicks: timeline.frameTicks });
          const placement = timeline.place(dtsTicks, (wantedTicks, usualTicks) =>
            segmenter.fit(wantedTicks, { isKeyframe, frameTicks: usualTicks }),
          );
          segmenter.add(placement.durationTicks, { isKeyframe, frameTicks: timeline.frameTicks });
          assert.equal(placement.decodeTicks, endTicks);
          assert.ok(placement.durationTicks >= 1);
          endTicks += placement.durationTicks;
          lastLagTicks = timeline.toOutputTicks(dtsTicks)! - placement.decodeTicks;
        }
        assert.ok(Math.abs(lastLagTicks) <= 4500, `${lastLagTicks / 90} ms off the camera's clock`);
      }),
    );
  });
});
