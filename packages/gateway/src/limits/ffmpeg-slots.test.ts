import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FfmpegEnd, FfmpegProcessOptions, startFfmpeg } from '../ffmpeg/process.js';
import { silentLogger } from '../log/logger.js';
import { FfmpegSlots } from './ffmpeg-slots.js';

const options: FfmpegProcessOptions = {
  ffmpegPath: 'ffmpeg',
  args: [],
  onBytes: () => {},
  logger: silentLogger,
};

function createSlots(maxFfmpegs: number) {
  const ends: (() => void)[] = [];
  const start: typeof startFfmpeg = () => {
    const ended = new Promise<FfmpegEnd>((resolve) => ends.push(() => resolve({ reason: 'closed' })));
    return { pid: 1, queuedBytes: 0, write: () => {}, endInput: () => {}, ended, close: async () => {} };
  };
  return { slots: new FfmpegSlots({ maxFfmpegs, start }), ends };
}

describe('FfmpegSlots', () => {
  it('starts no more than it may, and says when to try again', () => {
    const { slots, ends } = createSlots(2);
    slots.start(options);
    slots.assertRoom();
    slots.start(options);
    const refused = { code: 'stream_not_ready', status: 503, retryAfterMs: 5000 };
    assert.throws(() => slots.start(options), refused);
    assert.throws(() => slots.assertRoom(), refused);
    assert.equal(ends.length, 2, 'nothing was started');
  });

  it('has room again when one has ended, for whatever reason', async () => {
    const { slots, ends } = createSlots(1);
    const { ended } = slots.start(options);
    ends[0]!();
    await ended;
    assert.equal(slots.runningCount, 0);
    slots.start(options);
  });
});
