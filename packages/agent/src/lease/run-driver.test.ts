import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CameraReply } from '@rpi-live-camera/protocol';
import type { Capture, CaptureEnd } from '../capture/capture.js';
import { silentLogger } from '../log/logger.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { RunDriver } from './run-driver.js';

const output = { url: 'udp://127.0.0.1:9', format: 'mpegts' as const };
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A driver whose captures end when a test says so, whatever they are told. */
function setUp() {
  const clock = new VirtualClock();
  const replies: CameraReply[] = [];
  const ends: ((end: CaptureEnd) => void)[] = [];
  const capture: Capture = { run: () => new Promise((resolve) => ends.push(resolve)) };
  const driver = new RunDriver({
    capture,
    clock,
    rules: { defaultLeaseMs: 60_000, maxLeaseMs: 60_000, fallbackOutput: output, canForceKeyframe: false },
    defaultVideo: {
      width: 640,
      height: 480,
      framesPerSecond: 30,
      bitsPerSecond: 1e6,
      keyframeIntervalMs: 1000,
    },
    logger: silentLogger,
    sendReply: (reply) => replies.push(reply),
    onStatusChange: () => {},
  });
  const start = async () => {
    const command = { v: 1, action: 'START_LIVE_STREAM' as const, id: '1', runId: 'A' };
    driver.dispatch({ type: 'start', command, atMs: clock.nowMs() });
    await settled();
  };
  const stop = () => {
    const command = { v: 1, action: 'STOP_LIVE_STREAM' as const, id: '2', runId: 'A' };
    driver.dispatch({ type: 'stop', command, atMs: clock.nowMs() });
  };
  return { clock, replies, ends, driver, start, stop };
}

describe('RunDriver', () => {
  it('finds no fault with itself while all goes as it should', async () => {
    const { clock, ends, driver, start, stop } = setUp();
    assert.equal(driver.fault(), null);
    await start();
    clock.advance(50_000);
    assert.equal(driver.fault(), null);
    stop();
    clock.advance(3000);
    assert.equal(driver.fault(), null);
    ends[0]?.({ reason: 'stopped' });
    await settled();
    clock.advance(1_000_000);
    assert.equal(driver.fault(), null);
  });

  it('has a fault when a capture does not end long after it was told to', async () => {
    const { clock, ends, driver, start, stop } = setUp();
    await start();
    stop();
    clock.advance(20_000);
    assert.match(driver.fault() ?? '', /told to stop .* has not ended/);
    ends[0]?.({ reason: 'stopped' });
    await settled();
    assert.equal(driver.fault(), null);
  });

  it('has a fault when its timer does not come', async () => {
    const { clock, driver, start } = setUp();
    clock.setTimer = () => () => {};
    await start();
    clock.advance(80_000);
    assert.match(driver.fault() ?? '', /was due/);
  });

  it('keeps last words out of replies', async () => {
    const { replies, ends, start } = setUp();
    await start();
    const failure = { code: 'capture_failed' as const, message: 'It broke.', lastWords: ['why'] };
    ends[0]?.({ reason: 'failed', failure });
    await settled();
    assert.deepEqual(replies.at(-1)?.error, { code: 'capture_failed', message: 'It broke.' });
  });

  it('knows since when it is in its state', async () => {
    const { clock, driver, start } = setUp();
    clock.advance(1000);
    await start();
    clock.advance(1000);
    assert.deepEqual([driver.status.state, driver.stateSinceMs], ['starting', 1000]);
  });
});
