import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { systemClock } from '../clock/clock.js';
import type { Failure } from '../errors/agent-error.js';
import { type Logger, silentLogger } from '../log/logger.js';
import { runCapture, testBoard } from '../testing/capture-run.js';
import { type RtspCamera, type RtspCameraOptions, startRtspCamera } from '../testing/rtsp-server.js';
import { createRtspCapture, type RtspCaptureDeps } from './rtsp-capture.js';

const opened: RtspCamera[] = [];
afterEach(async () => {
  for (const camera of opened.splice(0)) await camera.close();
});

async function openCamera(options: RtspCameraOptions = {}): Promise<RtspCamera> {
  const camera = await startRtspCamera(options);
  opened.push(camera);
  return camera;
}

const captureOf = (url: string, overrides: Partial<RtspCaptureDeps> = {}) =>
  createRtspCapture({
    ffmpegPath: 'ffmpeg',
    clock: systemClock,
    logger: silentLogger,
    url,
    sound: 'as in the camera',
    encoder: 'refuse',
    board: testBoard,
    options: [],
    ...overrides,
  });

const failureOf = async (url: string, overrides: Partial<RtspCaptureDeps> = {}): Promise<Failure> => {
  const end = await (await runCapture(captureOf(url, overrides))).end(12_000);
  assert.ok(end.reason === 'failed');
  return end.failure;
};

describe('an IP camera', () => {
  it('is passed on with its sound, each keyframe with what is needed to begin there', async () => {
    const { url } = await openCamera();
    const run = await runCapture(captureOf(url));
    await run.pictures(60);
    assert.deepEqual(await run.stop(), { reason: 'stopped' });
    const { streams } = run.received('second half');
    assert.deepEqual(streams.map(({ codec_name }) => codec_name).sort(), ['aac', 'h264']);
    assert.equal(streams.find(({ codec_type }) => codec_type === 'video')?.width, 640);
  });

  it('has its sound encoded when that is no AAC, and its video when the setting says so', async () => {
    const { url } = await openCamera({ picture: 'h264 with B-frames', sound: 'g711' });
    const run = await runCapture(captureOf(url, { encoder: 'software' }));
    await run.pictures(40);
    await run.stop();
    const { streams } = run.received();
    assert.deepEqual(streams.map(({ codec_name }) => codec_name).sort(), ['aac', 'h264']);
    assert.equal(streams.find(({ codec_type }) => codec_type === 'video')?.has_b_frames, 0);
  });

  for (const [picture, words] of [
    ['hevc', /sends H\.265 instead of H\.264.*Switch this stream of the camera to H\.264/],
    ['h264 with B-frames', /sends B-frames.*baseline.*capture\.encoder/],
  ] as const) {
    it(`with ${picture} is refused with the cure`, async () => {
      const { url } = await openCamera({ picture, sound: 'none' });
      const { code, message } = await failureOf(url);
      assert.equal(code, 'camera_unsupported');
      assert.match(message, words);
    });
  }

  it('keeps its password to itself', async () => {
    const { url, port } = await openCamera({ credentials: 'admin:right-one', sound: 'none' });
    const lines: string[] = [];
    const note = (facts: object, message: string) => lines.push(`${message} ${JSON.stringify(facts)}`);
    const logger: Logger = { error: note, warn: note, info: note, debug: note };
    const run = await runCapture(captureOf(url, { logger }));
    await run.pictures(10);
    await run.stop();
    const { code, message } = await failureOf(`rtsp://admin:wrong-one@127.0.0.1:${port}/stream1`);
    assert.equal(code, 'camera_denied');
    assert.match(message, /refuses user or password/);
    assert.doesNotMatch(`${lines.join('\n')}${message}`, /right-one|wrong-one/);
  });

  it('says what is wrong with its address', async () => {
    const { url, port } = await openCamera({ sound: 'none' });
    assert.equal((await failureOf(url.replace('stream1', 'other'))).code, 'no_camera');
    await opened.splice(0)[0]?.close();
    const { code, message } = await failureOf(`rtsp://127.0.0.1:${port}/stream1`);
    assert.equal(code, 'camera_unreachable');
    assert.match(message, /refuses the connection/);
  });

  it('that accepts and says nothing is given up', async () => {
    const camera = await openCamera({ sound: 'none' });
    camera.manner = 'silent';
    const { code, message } = await failureOf(camera.url, { answerTimeoutMs: 1500 });
    assert.equal(code, 'camera_unreachable');
    assert.match(message, /did not answer within/);
  });

  it('that falls silent while it streams is given up, and asked anew', async () => {
    const camera = await openCamera({ sound: 'none' });
    const capture = captureOf(camera.url);
    const run = await runCapture(capture);
    await run.pictures(10);
    camera.manner = 'frozen';
    const end = await run.end(8000);
    assert.ok(end.reason === 'failed');
    assert.equal(end.failure.code, 'capture_stalled');
    camera.manner = 'normal';
    const again = await runCapture(capture);
    await again.pictures(10);
    await again.stop();
  });

  it('that was switched to H.265 since it was asked is noticed', async () => {
    const before = await openCamera({ sound: 'none' });
    const capture = captureOf(before.url);
    await capture.prepare?.();
    await opened.splice(0)[0]?.close();
    await openCamera({ picture: 'hevc', sound: 'none', port: before.port });
    for (const words of [/no longer sends H\.264/, /H\.265 instead of H\.264/]) {
      const end = await (await runCapture(capture)).end(8000);
      assert.ok(end.reason === 'failed');
      assert.equal(end.failure.code, 'camera_unsupported');
      assert.match(end.failure.message, words);
    }
  });
});
