import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CameraStatus, cameraTopics, statusHeartbeatMs } from '@rpi-live-camera/protocol';
import type { Failure } from '../errors/agent-error.js';
import type { RunStatus } from '../lease/run-driver.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { CameraReporter, firstFiguresAfterMs } from './camera-reporter.js';

function setUp() {
  const clock = new VirtualClock();
  const published: { topic: string; message: CameraStatus; retain: string }[] = [];
  const driver: { status: RunStatus; stateSinceMs: number } = {
    status: { state: 'idle', runId: null, lastError: null },
    stateSinceMs: 0,
  };
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
    driver,
    captureName: () => 'test',
    readHealth: () => ({ temperatureCelsius: 50, wifi: undefined }),
  });
  const enter = (state: RunStatus['state'], lastError: Failure | null = null) => {
    driver.status = { state, runId: state === 'idle' ? null : 'A', lastError };
    driver.stateSinceMs = clock.nowMs();
    reporter.reportStatus();
  };
  /** A capture of 25 pictures of 10,000 bytes a second. */
  const deliver = (seconds: number) => {
    for (let pictures = 0; pictures <= seconds * 25; pictures += 5) {
      reporter.noteProgress({ pictures, sentBytes: pictures * 10_000, droppedPictures: 1 });
      clock.advance(200);
    }
  };
  return { clock, published, reporter, enter, deliver };
}

const video = { framesPerSecond: 25, bitsPerSecond: 2_000_000, droppedPictures: 1 };

describe('CameraReporter', () => {
  it('repeats the status every heartbeat, counted from the last one', () => {
    const { clock, published, reporter } = setUp();
    clock.synchronised = false;
    reporter.reportStatus();
    clock.advance(statusHeartbeatMs - 1);
    reporter.reportStatus();
    clock.advance(statusHeartbeatMs - 1);
    assert.equal(published.length, 2);
    clock.advance(1);
    assert.equal(published.length, 3);
    assert.deepEqual(published[2], {
      topic: 'cameras/a/status',
      message: {
        v: 1,
        state: 'idle',
        runId: null,
        lastError: null,
        connectionId: 'c1',
        agent: 'agent/1',
        capture: 'test',
        health: { temperatureCelsius: 50 },
      },
      retain: 'retain',
    });
  });

  it('tells figures some seconds after the stream began, and then with each heartbeat', () => {
    const { published, enter, deliver } = setUp();
    enter('streaming');
    assert.equal(published[0]?.message.video, undefined);
    deliver((firstFiguresAfterMs + 2 * statusHeartbeatMs) / 1000);
    assert.deepEqual(
      published.slice(1).map(({ message }) => message.video),
      [video, video, video],
    );
  });

  it('tells no figures of a stream that is over', () => {
    const { published, reporter, enter, deliver } = setUp();
    enter('streaming');
    deliver(6);
    enter('error', { code: 'capture_failed', message: 'It broke.', lastWords: ['one', 'two'] });
    enter('streaming');
    reporter.reportStatus();
    const messages = published.map(({ message }) => message);
    assert.deepEqual(
      messages.slice(-3).map(({ state, video: figures }) => [state, figures]),
      [
        ['error', undefined],
        ['streaming', undefined],
        ['streaming', undefined],
      ],
    );
    assert.deepEqual(messages.at(-3)?.lastError?.lastWords, ['one', 'two']);
  });

  it('says since when by a clock that has been set, and nothing by one that has not', () => {
    const { clock, published, reporter, enter } = setUp();
    clock.synchronised = false;
    enter('streaming');
    clock.advance(2000);
    clock.synchronised = true;
    clock.wallMs = Date.parse('2026-11-20T12:00:10.000Z');
    reporter.reportStatus();
    assert.deepEqual(
      published.map(({ message }) => message.since),
      [undefined, '2026-11-20T12:00:08.000Z'],
    );
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
