import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { syntheticVideo } from '../../packages/gateway/src/testing/synthetic-camera.js';
import { createFilmedStream, otherParameters } from './filmed-stream.js';
import { createScriptClock } from './script-clock.js';

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator; its high bits are good enough). */
function createRandom(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 32n) / 2 ** 32;
  };
}

/** What a camera needs at least to start another run; more than any delay here, so that dates do not go back. */
const startMs = 250;

const firstFaults = (faults: readonly string[]): string[] => faults.slice(0, 5);

describe('playlists of a live stream', () => {
  for (const framesPerSecond of [60, 50, 30, 30_000 / 1001, 25, 24, 24_000 / 1001, 15, 12, 10, 7.5, 5, 2]) {
    it(`conform at a steady ${framesPerSecond.toFixed(2)} frames a second, and their parts are all alike`, (t) => {
      const filmed = createFilmedStream({
        clock: createScriptClock(t.mock),
        deps: { video: { framesPerSecond, keyframeIntervalMs: 1000 } },
      });
      const keyframeSeconds = Math.ceil(framesPerSecond) / framesPerSecond;
      const parameters = { ...syntheticVideo, framesPerSecond };
      filmed.film({ framesPerSecond, seconds: 20 * keyframeSeconds, keyframeSeconds, parameters });
      filmed.endRun();
      assert.deepEqual(firstFaults(filmed.faults), []);
      const lengths = filmed.seen
        .at(-1)!
        .playlist.segments.filter(({ isGap }) => !isGap)
        .slice(1, -1)
        .flatMap(({ parts }) => parts.slice(0, -1));
      for (const part of lengths) {
        const ideal = Math.floor(0.2 * framesPerSecond + 1e-6) / framesPerSecond;
        assert.ok(Math.abs(part.duration - Math.max(ideal, 1 / framesPerSecond)) < 1e-4, `${part.duration}`);
      }
    });
  }

  it('conform under jitter, loss and delay at any frame rate, declared or not, truthful or not', (t) => {
    const camera = fc.record({
      framesPerSecond: fc.constantFrom(60, 30, 30_000 / 1001, 25, 24, 15, 12, 8, 5),
      configured: fc.constantFrom(30, 25, 15, 10),
      isDeclared: fc.boolean(),
      jitterShare: fc.double({ min: 0, max: 0.45, noNaN: true }),
      lossShare: fc.constantFrom(0, 0.01, 0.1),
      delayMs: fc.constantFrom(0, 5, 150),
      keyframeSeconds: fc.constantFrom(0.5, 1, 2, 4),
      partMs: fc.constantFrom(100, 200, 330, 1000),
      segmentMs: fc.constantFrom(500, 1000, 3000),
      seed: fc.nat(),
    });
    const clock = createScriptClock(t.mock);
    fc.assert(
      fc.property(camera, ({ configured, isDeclared, seed, partMs, segmentMs, ...options }) => {
        // Pictures that are longer than a part cannot keep up with the clock, whatever the playlists say.
        fc.pre(isDeclared || 1000 / options.framesPerSecond <= partMs);
        const filmed = createFilmedStream({
          clock,
          random: createRandom(seed),
          deps: {
            hls: { segmentMs, partMs, windowMs: 12_000 },
            video: { framesPerSecond: configured, keyframeIntervalMs: 1000 },
          },
        });
        const framesPerSecond = isDeclared ? options.framesPerSecond : undefined;
        for (let run = 0; run < 2; run++) {
          filmed.restart();
          filmed.beSilent(startMs);
          filmed.film({ ...options, seconds: 15, parameters: { ...syntheticVideo, framesPerSecond } });
        }
        filmed.stream.close();
        assert.deepEqual(firstFaults(filmed.faults), []);
      }),
      { numRuns: 100 },
    );
  });

  it('conform through silences, restarts with another frame rate, and parameters that change in mid-run', (t) => {
    const framesPerSecond = fc.constantFrom(30, 30_000 / 1001, 25, 24, 15, 12);
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('film' as const),
          seconds: fc.double({ min: 0.1, max: 6, noNaN: true }),
          keyframeSeconds: fc.constantFrom(0.5, 1, 2),
          framesBeforeKeyframe: fc.nat(30),
          jitterShare: fc.double({ min: 0, max: 0.45, noNaN: true }),
          lossShare: fc.constantFrom(0, 0.02),
          delayMs: fc.constantFrom(0, 40),
          pictureSize: fc.constantFrom(0, 1, 2),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('silence' as const), ms: fc.nat(9000) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), framesPerSecond }) },
    );
    const clock = createScriptClock(t.mock);
    fc.assert(
      fc.property(
        fc.record({
          steps: fc.array(step, { maxLength: 12 }),
          first: framesPerSecond,
          partMs: fc.constantFrom(200, 330),
          windowMs: fc.constantFrom(1000, 12_000),
          seed: fc.nat(),
        }),
        ({ steps, first, partMs, windowMs, seed }) => {
          const filmed = createFilmedStream({
            clock,
            random: createRandom(seed),
            deps: { hls: { segmentMs: 1000, partMs, windowMs } },
          });
          let rate = first;
          filmed.film({ seconds: 1, framesPerSecond: rate });
          for (const one of steps) {
            if (one.kind === 'silence') filmed.beSilent(one.ms);
            else if (one.kind === 'film')
              filmed.film({ ...one, framesPerSecond: rate, parameters: otherParameters(one.pictureSize) });
            else {
              rate = one.framesPerSecond;
              filmed.restart();
              filmed.beSilent(startMs);
            }
          }
          filmed.stream.close();
          assert.deepEqual(firstFaults(filmed.faults), []);
        },
      ),
      { numRuns: 150 },
    );
  });
});
