import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { GatewayError } from '../errors/gateway-error.js';
import { silentLogger } from '../log/logger.js';
import type { LiveStream } from '../store/live-stream.js';
import { within } from '../testing/deadline.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import {
  createRecordingFolder,
  fixtureCameraId,
  type RecordingFolder,
} from '../testing/recording-fixture.js';
import { CameraRecorder, type CameraRecorderDeps } from './camera-recorder.js';
import type { RecordingCatalog } from './recording-catalog.js';

const hasCode = (code: string) => (error: unknown) => (error as GatewayError).code === code;

describe('CameraRecorder', () => {
  let folder: RecordingFolder;
  let catalog: RecordingCatalog;
  before(async () => {
    folder = await createRecordingFolder();
    catalog = await folder.open();
  });
  after(() => folder.remove());

  /** A camera whose streams are made as they are joined. */
  function createCamera(deps: Partial<CameraRecorderDeps> = {}) {
    const streams: LiveStream[] = [];
    let claimCount = 0;
    let tellJoined = (): void => {};
    const recorder = new CameraRecorder({
      cameraId: fixtureCameraId,
      mode: 'on-demand',
      catalog,
      join: async () => {
        const live = createFixtureStream();
        streams.push(live);
        claimCount += 1;
        // Whoever follows the stream does so before the next turn.
        void setImmediate().then(() => tellJoined());
        return { live, release: () => claimCount-- };
      },
      maxDurationMs: 3_600_000,
      logger: silentLogger,
      ...deps,
    });
    const untilJoined = (): Promise<void> =>
      within(
        new Promise((resolve) => {
          tellJoined = resolve;
        }),
        'a stream',
      );
    return { recorder, streams, untilJoined, claims: () => claimCount };
  }

  it('holds the stream from the start to the stop', async () => {
    const { recorder, streams, untilJoined, claims } = createCamera();
    const joined = untilJoined();
    const starting = recorder.record();
    await joined;
    const { push } = createFixtureRun(streams[0]!);
    push(45);
    const begun = await starting;
    assert.equal((await recorder.record()).recordingId, begun.recordingId);
    assert.deepEqual([claims(), recorder.holdsStream, recorder.measure().isRecording], [1, true, true]);
    const stopping = recorder.stop();
    push(30);
    const finished = await stopping;
    assert.deepEqual([finished.recordingId, finished.segmentCount], [begun.recordingId, 2]);
    assert.equal(finished.endReason, 'stopped');
    assert.deepEqual([claims(), recorder.holdsStream, recorder.measure().isRecording], [0, false, false]);
    await assert.rejects(recorder.stop(), hasCode('recording_not_found'));
    streams[0]!.close();
  });

  it('begins anew when it is started while it is being stopped', async () => {
    const { recorder, streams, untilJoined } = createCamera();
    let joined = untilJoined();
    const starting = recorder.record();
    await joined;
    const { push } = createFixtureRun(streams[0]!);
    push(45);
    const first = await starting;
    const stopping = recorder.stop();
    joined = untilJoined();
    const again = recorder.record();
    push(30);
    assert.equal((await stopping).recordingId, first.recordingId);
    await joined;
    createFixtureRun(streams[1]!).push(45);
    assert.notEqual((await again).recordingId, first.recordingId);
    assert.equal(recorder.measure().isRecording, true);
    const closing = recorder.close();
    for (const stream of streams) stream.close();
    await closing;
  });

  it('is stopped also by who stops it in the moment in which the stream has come', async () => {
    const live = createFixtureStream();
    let tellLive = (_: { live: LiveStream; release(): void }): void => {};
    let isReleased = false;
    const { recorder } = createCamera({
      join: () =>
        new Promise((resolve) => {
          tellLive = resolve;
        }),
    });
    const starting = recorder.record();
    await within(
      (async () => {
        while (!recorder.holdsStream) await setImmediate();
      })(),
      'a claim',
    );
    tellLive({ live, release: () => (isReleased = true) });
    const stopping = recorder.stop();
    await assert.rejects(starting, hasCode('stream_not_ready'));
    await assert.rejects(within(stopping, 'the stop'), hasCode('recording_not_found'));
    assert.equal(isReleased, true);
    live.close();
  });

  it('goes on with the next stream where the gateway had to end one', async () => {
    const { recorder, streams, untilJoined } = createCamera();
    let joined = untilJoined();
    const starting = recorder.record();
    await joined;
    createFixtureRun(streams[0]!).push(45);
    const first = await starting;
    joined = untilJoined();
    streams[0]!.close();
    await joined;
    const { push } = createFixtureRun(streams[1]!);
    push(45);
    const stopping = recorder.stop();
    push(30);
    assert.notEqual((await stopping).recordingId, first.recordingId);
    streams[1]!.close();
  });

  it('has not failed when it is stopped while it waits for the next stream', async () => {
    const streams: LiveStream[] = [];
    const { recorder } = createCamera({
      join: async (signal) => {
        if (streams.length > 0)
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason), { once: true });
          });
        const live = createFixtureStream();
        streams.push(live);
        return { live, release: () => {} };
      },
    });
    const starting = recorder.record();
    await within(
      (async () => {
        while (streams.length === 0) await setImmediate();
        await setImmediate();
      })(),
      'a stream',
    );
    createFixtureRun(streams[0]!).push(45);
    const begun = await starting;
    streams[0]!.close();
    await within(
      (async () => {
        while (catalog.get(begun).endReason === undefined) await setImmediate();
      })(),
      'the end of the first',
    );
    const stopped = await recorder.stop();
    assert.deepEqual([stopped.endReason, recorder.measure().failureCount], ['stream_ended', 0]);
  });

  it('tells who starts it why the camera does not come', async () => {
    const { recorder } = createCamera({
      join: async () => {
        throw new GatewayError('camera_offline', 'It is off.');
      },
    });
    await assert.rejects(recorder.record(), hasCode('camera_offline'));
    assert.deepEqual([recorder.holdsStream, recorder.measure().failureCount], [false, 1]);
  });

  it('always records: begins by itself, and again when the stream has ended', async () => {
    const { recorder, streams, untilJoined } = createCamera({ mode: 'always' });
    const countBefore = catalog.list(fixtureCameraId).length;
    let joined = untilJoined();
    recorder.start();
    recorder.start();
    await joined;
    createFixtureRun(streams[0]!).push(45);
    joined = untilJoined();
    streams[0]!.close();
    await joined;
    assert.equal(streams.length, 2);
    createFixtureRun(streams[1]!).push(45);
    await assert.rejects(recorder.record(), hasCode('recording_refused'));
    const closing = recorder.close();
    streams[1]!.close();
    await closing;
    assert.equal(catalog.list(fixtureCameraId).length - countBefore, 2);
    assert.ok(catalog.list(fixtureCameraId).every(({ endReason }) => endReason !== undefined));
  });

  it('refuses to record a camera that is not to be recorded', async () => {
    const { recorder } = createCamera({ mode: 'off' });
    recorder.start();
    await assert.rejects(recorder.record(), hasCode('recording_refused'));
    await assert.rejects(recorder.stop(), hasCode('recording_refused'));
    await recorder.close();
  });
});
