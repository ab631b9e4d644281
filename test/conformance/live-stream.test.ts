import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { silentLogger } from '../../packages/gateway/src/log/logger.js';
import type { AccessUnit } from '../../packages/gateway/src/mpegts/access-unit.js';
import { renderMediaPlaylist } from '../../packages/gateway/src/playlist/media.js';
import { LiveStream } from '../../packages/gateway/src/store/live-stream.js';
import { pictures, syntheticVideo } from '../../packages/gateway/src/testing/synthetic-camera.js';
import { type ParsedPlaylist, parsePlaylist } from './parse-playlist.js';
import { createPlaylistHistory } from './playlist-history.js';

type StreamOptions = { framesPerSecond: number; partMs?: number; segmentMs?: number };

/** Runs access units through a live stream, one list a run, and checks every playlist on the way. */
function stream(runs: AccessUnit[][], { framesPerSecond, partMs = 200, segmentMs = 1000 }: StreamOptions) {
  const history = createPlaylistHistory();
  const live = new LiveStream({
    hls: { segmentMs, partMs, windowMs: 12_000 },
    video: { framesPerSecond, keyframeIntervalMs: 1000 },
    logger: silentLogger,
    now: () => Date.UTC(2026, 10, 21),
    onReady: () => {},
    onKeyframeWanted: () => {},
  });
  let version = -1;
  let last: ParsedPlaylist | undefined;
  const look = (): void => {
    if (!live.window || live.window.version === version) return;
    version = live.window.version;
    const text = renderMediaPlaylist(live.window);
    last = parsePlaylist(text);
    history.add(text);
  };
  for (const units of runs) {
    const sink = live.beginRun({ arrivalDelayMs: 0 });
    for (const unit of units) {
      sink.write(unit);
      look();
    }
    sink.end();
    look();
  }
  return { faults: history.faults.slice(0, 5), last: last! };
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator; its high bits are good enough). */
function createRandom(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 32n) / 2 ** 32;
  };
}

describe('playlists of a live stream', () => {
  for (const framesPerSecond of [60, 50, 30, 30_000 / 1001, 25, 24, 24_000 / 1001, 15, 12, 10, 7.5, 5, 2]) {
    it(`conform at a steady ${framesPerSecond.toFixed(2)} frames a second, and their parts are all alike`, () => {
      const keyframeInterval = Math.ceil(framesPerSecond);
      const frameCount = keyframeInterval * 20;
      const { faults, last } = stream([pictures({ framesPerSecond, frameCount, keyframeInterval })], {
        framesPerSecond,
      });
      assert.deepEqual(faults, []);
      const lengths = last.segments
        .filter(({ isGap }) => !isGap)
        .slice(1, -1)
        .flatMap(({ parts }) => parts.slice(0, -1));
      for (const part of lengths) {
        const ideal = Math.floor(0.2 * framesPerSecond + 1e-6) / framesPerSecond;
        assert.ok(Math.abs(part.duration - Math.max(ideal, 1 / framesPerSecond)) < 1e-4, `${part.duration}`);
      }
    });
  }

  it('conform under jitter and loss at any frame rate, declared or not, truthful or not', () => {
    const camera = fc.record({
      framesPerSecond: fc.constantFrom(60, 30, 30_000 / 1001, 25, 24, 15, 12, 8, 5),
      configured: fc.constantFrom(30, 25, 15, 10),
      isDeclared: fc.boolean(),
      jitterShare: fc.double({ min: 0, max: 0.45, noNaN: true }),
      lossShare: fc.constantFrom(0, 0.01, 0.1),
      keyframeSeconds: fc.constantFrom(0.5, 1, 2, 4),
      partMs: fc.constantFrom(100, 200, 330, 1000),
      segmentMs: fc.constantFrom(500, 1000, 3000),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(camera, (given) => {
        const { framesPerSecond, configured, isDeclared, jitterShare, seed, partMs, segmentMs } = given;
        const random = createRandom(seed);
        const frameTicks = 90_000 / framesPerSecond;
        const units = pictures({
          framesPerSecond,
          frameCount: Math.ceil(framesPerSecond * 30),
          keyframeInterval: Math.ceil(framesPerSecond * given.keyframeSeconds),
          jitterTicks: () => (random() - 0.5) * 2 * jitterShare * frameTicks,
          parameters: { ...syntheticVideo, framesPerSecond: isDeclared ? framesPerSecond : undefined },
        });
        const cut = Math.floor(units.length / 2);
        const arrived = units.filter((_, index) => index === 0 || random() >= given.lossShare);
        const { faults } = stream([arrived.slice(0, cut), arrived.slice(cut)], {
          framesPerSecond: configured,
          partMs,
          segmentMs,
        });
        assert.deepEqual(faults, []);
      }),
      { numRuns: 100 },
    );
  });
});
