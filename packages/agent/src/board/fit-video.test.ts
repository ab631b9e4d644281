import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../log/logger.js';
import type { Board } from './board.js';
import { fitVideo } from './fit-video.js';

const board = (model: string | null): Board => ({
  model,
  h264Encoder: 'software',
  memoryBytes: 1e9,
  coreCount: 4,
});
const wish = (width: number, height: number, framesPerSecond: number) => ({
  width,
  height,
  framesPerSecond,
  bitsPerSecond: 1,
  keyframeIntervalMs: 1,
});

describe('fitVideo', () => {
  for (const [what, video, encoder, fitted] of [
    ['leaves 720p30 to software', wish(1280, 720, 30), 'software', [1280, 720, 30]],
    ['cuts the sides in proportion', wish(1920, 1080, 30), 'software', [1280, 720, 30]],
    ['lets small pictures come faster', wish(640, 480, 60), 'software', [640, 480, 60]],
    ['cuts the rate of 720p60', wish(1280, 720, 60), 'software', [1280, 720, 30]],
    ['leaves 1080p30 to the hardware', wish(1920, 1080, 30), 'v4l2m2m', [1920, 1080, 30]],
  ] as const) {
    it(what, () => {
      const { width, height, framesPerSecond } = fitVideo({
        video,
        board: board('Raspberry Pi 5'),
        encoder,
        logger: silentLogger,
      });
      assert.deepEqual([width, height, framesPerSecond], fitted);
    });
  }

  it('does not limit a PC', () => {
    const video = wish(3840, 2160, 60);
    assert.equal(fitVideo({ video, board: board(null), encoder: 'software', logger: silentLogger }), video);
  });

  it('says once what it cut', () => {
    const said: Record<string, unknown>[] = [];
    const logger = { ...silentLogger, info: (facts: Record<string, unknown>) => said.push(facts) };
    fitVideo({ video: wish(1920, 1080, 60), board: board('Pi'), encoder: 'software', logger });
    fitVideo({ video: wish(640, 480, 30), board: board('Pi'), encoder: 'software', logger });
    assert.deepEqual(
      said.map(({ asked, given }) => [asked, given]),
      [['1920x1080, 60 fps', '1280x720, 30 fps']],
    );
  });
});
