import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatewayError } from '../errors/gateway-error.js';
import { StartPauses } from './start-pauses.js';

const broken = new GatewayError('camera_failed', 'It is broken.');

function createPauses() {
  const clock = { nowMs: 0 };
  const pauses = new StartPauses({ now: () => clock.nowMs });
  const restMs = (cameraId = 'door'): number | undefined => {
    try {
      pauses.assertOver(cameraId);
      return undefined;
    } catch (error) {
      assert.ok(error instanceof GatewayError);
      assert.equal(error.code, 'stream_not_ready');
      return error.retryAfterMs;
    }
  };
  return { clock, pauses, restMs };
}

describe('StartPauses', () => {
  it('lets two starts fail without a pause, then pauses longer and longer, up to 3 s', () => {
    const { clock, pauses, restMs } = createPauses();
    const pausesMs = Array.from({ length: 8 }, () => {
      pauses.onFailed('door', broken);
      const pauseMs = restMs();
      clock.nowMs += pauseMs ?? 0;
      assert.equal(restMs(), undefined, 'over when it said');
      return pauseMs;
    });
    assert.deepEqual(pausesMs, [undefined, undefined, 1000, 2000, 3000, 3000, 3000, 3000]);
  });

  it('says why, and how often', () => {
    const { pauses } = createPauses();
    for (let count = 0; count < 3; count++) pauses.onFailed('door', broken);
    assert.throws(() => pauses.assertOver('door'), /failed to start 3 times in a row .* It is broken\./);
  });

  it('says no more than the failure itself would say to a client', () => {
    const { pauses } = createPauses();
    const failure = new GatewayError('ffmpeg_failed', 'It is not at /opt/private/ffmpeg.');
    for (let count = 0; count < 3; count++) pauses.onFailed('door', failure);
    assert.throws(
      () => pauses.assertOver('door'),
      ({ message }: Error) => /its log says why/.test(message) && !message.includes('/opt'),
    );
  });

  it('forgets when a start succeeds', () => {
    const { pauses, restMs } = createPauses();
    for (let count = 0; count < 5; count++) pauses.onFailed('door', broken);
    pauses.forget('door');
    assert.equal(restMs(), undefined);
    pauses.onFailed('door', broken);
    assert.equal(restMs(), undefined);
  });

  it('lets other cameras start', () => {
    const { pauses, restMs } = createPauses();
    for (let count = 0; count < 5; count++) pauses.onFailed('door', broken);
    assert.equal(restMs('garden'), undefined);
  });
});
