import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FfmpegEnd, FfmpegProcessOptions, startFfmpeg } from '../ffmpeg/process.js';
import { silentLogger } from '../log/logger.js';
import { FfmpegSlots, ffmpegPurposes } from './ffmpeg-slots.js';

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
    slots.startFor('ingest')(options);
    slots.assertRoom();
    slots.startFor('pictures')(options);
    assert.deepEqual(slots.running, { ingest: 1, pictures: 1 });
    const refused = { code: 'stream_not_ready', status: 503, retryAfterMs: 5000 };
    for (const purpose of ffmpegPurposes) assert.throws(() => slots.startFor(purpose)(options), refused);
    assert.throws(() => slots.assertRoom(), refused);
    assert.equal(ends.length, 2, 'nothing was started');
  });

  it('has room again when one has ended, for whatever reason', async () => {
    const { slots, ends } = createSlots(1);
    const { ended } = slots.startFor('ingest')(options);
    ends[0]!();
    await ended;
    assert.equal(slots.running.ingest, 0);
    slots.startFor('pictures')(options);
  });
});
