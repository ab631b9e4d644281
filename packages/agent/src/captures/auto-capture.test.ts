import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CaptureRequest } from '../capture/capture.js';
import type { Failure } from '../errors/agent-error.js';
import { silentLogger } from '../log/logger.js';
import { testVideo } from '../testing/capture-run.js';
import { FakeCapture } from '../testing/fake-capture.js';
import { createAutoCapture } from './auto-capture.js';

const missing: Failure = { code: 'no_camera', message: 'Nothing there.' };

/** A candidate whose camera comes and goes. */
function candidate(name: string, isThere: boolean) {
  const state = { isThere, looks: 0 };
  const whyNot = async () => {
    state.looks += 1;
    return state.isThere ? null : missing;
  };
  return { name, state, capture: Object.assign(new FakeCapture(), { whyNot }) };
}

const request = (): CaptureRequest & { stop(): void } => {
  const stop = new AbortController();
  return {
    output: { url: 'udp://127.0.0.1:9', format: 'mpegts' },
    video: testVideo,
    signal: stop.signal,
    onDelivering: () => {},
    onProgress: () => {},
    stop: () => stop.abort(),
  };
};

describe('auto', () => {
  it('takes the first camera that is there', async () => {
    const [first, second] = [candidate('rpicam', false), candidate('v4l2', true)];
    const auto = createAutoCapture({ candidates: [first, second], logger: silentLogger });
    assert.equal(auto.name, 'auto');
    const wanted = request();
    const ending = auto.run(wanted);
    await new Promise(setImmediate);
    wanted.stop();
    assert.deepEqual(await ending, { reason: 'stopped' });
    assert.equal(auto.name, 'v4l2');
    assert.deepEqual([first.capture.requests.length, second.capture.requests.length], [0, 1]);
  });

  it('says what was looked for when there is none', async () => {
    const auto = createAutoCapture({
      candidates: [candidate('rpicam', false), candidate('v4l2', false)],
      logger: silentLogger,
    });
    const end = await auto.run(request());
    assert.ok(end.reason === 'failed');
    assert.equal(end.failure.code, 'no_camera');
    assert.match(end.failure.message, /rpicam: Nothing there\. v4l2: Nothing there\..*set capture\.type/);
  });

  it('looks ahead of the first run, and again after a failure', async () => {
    const [first, second] = [candidate('rpicam', true), candidate('v4l2', true)];
    const auto = createAutoCapture({ candidates: [first, second], logger: silentLogger });
    await auto.prepare?.();
    const failing = auto.run(request());
    await new Promise(setImmediate);
    assert.equal(first.state.looks, 1);
    first.state.isThere = false;
    first.capture.fail(missing);
    assert.equal((await failing).reason, 'failed');
    const wanted = request();
    const ending = auto.run(wanted);
    await new Promise(setImmediate);
    wanted.stop();
    await ending;
    assert.deepEqual([first.state.looks, second.capture.requests.length], [2, 1]);
  });
});
