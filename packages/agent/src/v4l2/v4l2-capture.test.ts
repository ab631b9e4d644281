import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { systemClock } from '../clock/clock.js';
import { silentLogger } from '../log/logger.js';
import { runCapture, testBoard } from '../testing/capture-run.js';
import { type MadeUpCamera, type MadeUpCameras, makeUpCameras } from '../testing/v4l2-cameras.js';
import { createV4l2Capture, type V4l2CaptureDeps } from './v4l2-capture.js';

const device = '/dev/video0';
const offering = (name: string): MadeUpCamera => ({
  formats: [
    { kind: name === 'yuyv422' ? 'raw' : 'compressed', name, sizes: ['1280x720', '640x480', '320x240'] },
  ],
});

const opened: MadeUpCameras[] = [];
afterEach(() => {
  for (const cameras of opened.splice(0)) cameras.close();
});

function plugIn(camera: MadeUpCamera, overrides: Partial<V4l2CaptureDeps> = {}) {
  const cameras = makeUpCameras({ [device]: camera });
  opened.push(cameras);
  const { ffmpegPath, rootDirectory } = cameras;
  const capture = createV4l2Capture({
    ffmpegPath,
    rootDirectory,
    clock: systemClock,
    logger: silentLogger,
    device: null,
    audioDevice: null,
    encoder: 'software',
    board: testBoard,
    options: [],
    ...overrides,
  });
  return { cameras, capture };
}

describe('a USB camera', () => {
  for (const [name, audioDevice] of [
    ['mjpeg', null],
    ['yuyv422', null],
    ['h264', 'hw:1'],
  ] as const) {
    it(`that gives ${name} ${audioDevice ? 'with' : 'without'} sound is streamed as H.264`, async () => {
      const { capture } = plugIn(offering(name), { audioDevice });
      const run = await runCapture(capture);
      await run.pictures(50);
      assert.deepEqual(await run.stop(), { reason: 'stopped' });
      const { streams, packets } = run.received('second half');
      const kinds = streams.map(({ codec_name }) => codec_name).sort();
      assert.deepEqual(kinds, audioDevice ? ['aac', 'h264'] : ['h264']);
      const video = streams.find(({ codec_type }) => codec_type === 'video');
      assert.deepEqual([video?.width, video?.height, video?.has_b_frames], [640, 480, 0]);
      assert.ok(packets.some(({ codec_type, flags }) => codec_type === 'video' && flags.includes('K')));
    });
  }

  it('that is in use is waited for', async () => {
    const { capture, cameras } = plugIn({ ...offering('mjpeg'), state: 'busy' });
    const end = await (await runCapture(capture)).end(5000);
    assert.ok(end.reason === 'failed');
    assert.equal(end.failure.code, 'camera_busy');
    assert.match(end.failure.message, /\/dev\/video0 is in use by/);
    cameras.set(device, offering('mjpeg'));
    const again = await runCapture(capture);
    await again.pictures(5);
    await again.stop();
  });

  it('that is unplugged while it streams says so, and is found again', async () => {
    const { capture, cameras } = plugIn(offering('mjpeg'));
    const run = await runCapture(capture);
    await run.pictures(10);
    cameras.set(device, { ...offering('mjpeg'), state: 'unplugged' });
    const end = await run.end(5000);
    assert.ok(end.reason === 'failed');
    assert.equal(end.failure.code, 'no_camera');
    assert.match(end.failure.message, /unplugged/);
    cameras.set(device, offering('mjpeg'));
    const again = await runCapture(capture);
    await again.pictures(5);
    await again.stop();
  });

  it('is free as soon as the capture has ended', async () => {
    const { capture } = plugIn(offering('mjpeg'));
    for (let count = 0; count < 3; count += 1) {
      const run = await runCapture(capture);
      await run.pictures(3);
      assert.deepEqual(await run.stop(), { reason: 'stopped' });
    }
  });
});
