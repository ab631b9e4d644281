/**
 * The cameras that an agent films with in the tests, by their setting `capture.type`: each with what stands behind it
 * and the settings that name it. A capture that is added here is tested from START to the picture in a browser.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  installPicamera2,
  missingForPicamera2,
  type Picamera2Board,
} from '../../packages/agent/src/testing/picamera2-stand-in/install-picamera2.js';
import { installRpicam } from '../../packages/agent/src/testing/rpicam-stand-in/install-rpicam.js';
import { startRtspCamera } from '../../packages/agent/src/testing/rtsp-server.js';
import { makeUpCameras } from '../../packages/agent/src/testing/v4l2-cameras.js';

export type PreparedCapture = {
  /** Settings of the agent on top of the camera id and the broker. */
  settings: Record<string, unknown>;
  close(): Promise<void>;
};

export type CaptureCase = {
  name: string;
  /** Whether the browser has to decode sound. */
  sound: 'heard' | 'none';
  /** Why it cannot be tried here. @default it can */
  skip?: string | false;
  prepare(): Promise<PreparedCapture>;
};

const run = promisify(execFile);
const nothing = async () => {};

export const captureCases: readonly CaptureCase[] = [
  {
    name: 'test',
    sound: 'heard',
    prepare: async () => ({ settings: { capture: { type: 'test' } }, close: nothing }),
  },
  { name: 'file', sound: 'heard', prepare: prepareFile },
  { name: 'rtsp', sound: 'heard', prepare: prepareIpCamera },
  { name: 'v4l2 with Motion JPEG', sound: 'none', prepare: () => prepareUsbCamera('mjpeg', null) },
  { name: 'v4l2 with H.264 and sound', sound: 'heard', prepare: () => prepareUsbCamera('h264', 'hw:1') },
  { name: 'rpicam', sound: 'none', prepare: () => prepareRpicam('rpicam') },
  { name: 'auto where there is a Camera Module', sound: 'none', prepare: () => prepareRpicam('auto') },
  ...picamera2Case('Pi 5', 'software'),
  ...picamera2Case('Pi 4', 'hardware'),
];

/** Shorter than a test lasts, so that its end is passed. */
async function prepareFile(): Promise<PreparedCapture> {
  const folder = await mkdtemp(join(tmpdir(), 'film-'));
  const file = join(folder, 'film.mp4');
  const sources = ['-f', 'lavfi', '-i', 'testsrc2=s=640x480:r=30', '-f', 'lavfi', '-i', 'sine=r=48000'];
  const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '30', '-pix_fmt', 'yuv420p'];
  await run('ffmpeg', ['-v', 'error', '-nostdin', ...sources, '-t', '2', ...coded, '-c:a', 'aac', file]);
  const close = () => rm(folder, { recursive: true });
  return { settings: { capture: { type: 'file', file } }, close };
}

async function prepareIpCamera(): Promise<PreparedCapture> {
  const camera = await startRtspCamera({ credentials: 'admin:secret', sound: 'g711' });
  return { settings: { capture: { type: 'rtsp', url: camera.url } }, close: () => camera.close() };
}

async function prepareUsbCamera(name: string, audioDevice: string | null): Promise<PreparedCapture> {
  const cameras = makeUpCameras({
    '/dev/video0': { formats: [{ kind: 'compressed', name, sizes: ['640x480', '1280x720'] }] },
  });
  const capture = { type: 'v4l2', device: '/dev/video0', audioDevice };
  return {
    settings: { ffmpegPath: cameras.ffmpegPath, capture },
    close: async () => cameras.close(),
  };
}

async function prepareRpicam(type: 'rpicam' | 'auto'): Promise<PreparedCapture> {
  const program = installRpicam();
  return {
    settings: { capture: { type, rpicamPath: program.command } },
    close: async () => program.remove(),
  };
}

function picamera2Case(board: Picamera2Board, encoder: 'software' | 'hardware'): CaptureCase[] {
  const prepare = async () => {
    const program = installPicamera2(board);
    const { pythonPath } = program;
    const close = async () => program.remove();
    return { settings: { capture: { type: 'picamera2', pythonPath, encoder } }, close };
  };
  return [{ name: `picamera2 of a ${board}`, sound: 'none', skip: missingForPicamera2(board), prepare }];
}
