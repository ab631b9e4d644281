import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CameraStatus, cameraTopics, statusHeartbeatMs } from '@rpi-live-camera/protocol';
import type { RunStatus } from '../lease/run-driver.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { CameraReporter } from './camera-reporter.js';

function setUp() {
  const clock = new VirtualClock();
  const published: { topic: string; message: CameraStatus; retain: string }[] = [];
  const status: RunStatus = { state: 'idle', runId: null, lastError: null };
  const reporter = new CameraReporter({
    link: {
      connectionId: 'c1',
      publish: async (topic, payload, { retain }) => {
        published.push({ topic, message: JSON.parse(payload), retain });
      },
    },
    topics: cameraTopics('cameras', 'a'),
    agent: 'agent/1',
    retainStatus: 'retain',
    clock,
    currentStatus: () => status,
  });
  return { clock, published, reporter };
}

describe('CameraReporter', () => {
  it('repeats the status every heartbeat, counted from the last one', () => {
    const { clock, published, reporter } = setUp();
    reporter.reportStatus();
    clock.advance(statusHeartbeatMs - 1);
    reporter.reportStatus();
    clock.advance(statusHeartbeatMs - 1);
    assert.equal(published.length, 2);
    clock.advance(1);
    assert.equal(published.length, 3);
    assert.deepEqual(published[2], {
      topic: 'cameras/a/status',
      message: { v: 1, state: 'idle', runId: null, lastError: null, connectionId: 'c1', agent: 'agent/1' },
      retain: 'retain',
    });
  });

  it('says no more after it was closed', async () => {
    const { clock, published, reporter } = setUp();
    reporter.reportStatus();
    await reporter.close();
    clock.advance(10 * statusHeartbeatMs);
    assert.equal(published.length, 1);
  });

  it('never retains a reply', () => {
    const { published, reporter } = setUp();
    reporter.sendReply({ v: 1, inReplyTo: '1', status: 'accepted' });
    assert.deepEqual([published[0]?.topic, published[0]?.retain], ['cameras/a/event', 'forget']);
  });
});
