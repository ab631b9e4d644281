import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Capture } from '../capture/capture.js';
import { systemClock } from '../clock/clock.js';
import { silentLogger } from '../log/logger.js';
import { createTestPicture } from '../test-picture/test-picture.js';
import { testVideo } from '../testing/capture-run.js';
import { FakeCapture } from '../testing/fake-capture.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { until } from '../testing/within.js';
import { tryCapture } from './try-capture.js';

const common = { video: testVideo, ffmpegPath: 'ffmpeg', clock: systemClock };

describe('trying the camera', () => {
  it('tells size, rates and sound of what really came', async () => {
    const capture = createTestPicture({ ...common, logger: silentLogger, label: 'trial', sound: 'beep' });
    const trial = await tryCapture({ ...common, capture, filmMs: 1500 });
    assert.ok(trial.outcome === 'ok', JSON.stringify(trial));
    assert.deepEqual([trial.width, trial.height, trial.sound], [testVideo.width, testVideo.height, 'aac']);
    assert.ok(trial.framesPerSecond >= 10, `${trial.framesPerSecond} pictures/s`);
    assert.ok(trial.bitsPerSecond > 50_000, `${trial.bitsPerSecond} bit/s`);
  });

  it('says in the words of the capture why there is no picture', async () => {
    const capture: Capture = {
      run: async () => ({ reason: 'failed', failure: { code: 'camera_busy', message: 'Held by motion.' } }),
    };
    assert.deepEqual(await tryCapture({ ...common, capture }), {
      outcome: 'failed',
      message: 'Held by motion.',
    });
  });

  it('waits longer for a camera that has something to load first', async () => {
    const clock = new VirtualClock();
    const capture = new FakeCapture();
    capture.delivery = 'never';
    const trial = tryCapture({ ...common, clock, capture, loadMs: 300_000 });
    await until(() => capture.requests.length === 1, 1000, 'the capture runs');
    clock.advance(319_000);
    assert.equal(capture.requests[0]?.signal.aborted, false);
    clock.advance(2000);
    assert.deepEqual(await trial, {
      outcome: 'failed',
      message: 'The camera gave no picture for 320000 ms.',
    });
  });

  it('gives up on a camera that sends nothing', async () => {
    const capture = new FakeCapture();
    capture.delivery = 'never';
    const trial = await tryCapture({ ...common, capture, startMs: 50 });
    assert.deepEqual(trial, { outcome: 'failed', message: 'The camera gave no picture for 50 ms.' });
  });
});
