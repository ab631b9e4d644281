import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { type MadeUpCamera, type MadeUpCameras, makeUpCameras } from '../testing/v4l2-cameras.js';
import { candidateDevices, findV4l2 } from './find-v4l2.js';

const webcam: MadeUpCamera = { formats: [{ kind: 'compressed', name: 'mjpeg', sizes: ['640x480'] }] };
const opened: MadeUpCameras[] = [];
afterEach(() => {
  for (const cameras of opened.splice(0)) cameras.close();
});
const makeUp = (cameras: Record<string, MadeUpCamera>) => {
  const made = makeUpCameras(cameras);
  opened.push(made);
  return made;
};
const failureOf = async (cameras: MadeUpCameras) => {
  const answer = await findV4l2(cameras);
  assert.ok('failure' in answer, 'a camera was found');
  return answer.failure;
};

describe('findV4l2', () => {
  it('takes the first device that gives pictures', async () => {
    const cameras = makeUp({ '/dev/video0': { formats: [] }, '/dev/video2': webcam });
    const answer = await findV4l2(cameras);
    assert.ok('camera' in answer);
    assert.equal(answer.camera.device, '/dev/video2');
  });

  it('says what it looked at when there is none', async () => {
    const { code, message } = await failureOf(makeUp({ '/dev/video0': { formats: [] } }));
    assert.equal(code, 'no_camera');
    assert.match(message, /\/dev\/video0 offers no pictures/);
  });

  it('says so when there is no device at all', async () => {
    const { code, message } = await failureOf(makeUp({}));
    assert.equal(code, 'no_camera');
    assert.match(message, /there is no \/dev\/video/);
  });

  it('says how to get the right to use a camera', async () => {
    const { code, message } = await failureOf(makeUp({ '/dev/video0': { ...webcam, state: 'denied' } }));
    assert.equal(code, 'camera_denied');
    assert.match(message, /group video/);
  });

  it('says so when there is no ffmpeg', async () => {
    const { rootDirectory } = makeUp({ '/dev/video0': webcam });
    const answer = await findV4l2({ ffmpegPath: '/no/such/ffmpeg', rootDirectory });
    assert.ok('failure' in answer);
    assert.equal(answer.failure.code, 'program_missing');
  });
});

describe('candidateDevices', () => {
  it('leaves out the processors and Camera Modules of a Pi, in the order of numbers', () => {
    const { rootDirectory } = makeUp({
      '/dev/video10': webcam,
      '/dev/video2': webcam,
      '/dev/video0': webcam,
    });
    for (const [name, driver] of [
      ['video0', 'unicam-image'],
      ['video2', 'HD Webcam'],
      ['video10', 'bcm2835-codec-decode'],
    ] as const) {
      const folder = join(rootDirectory, 'sys/class/video4linux', name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'name'), `${driver}\n`);
    }
    assert.deepEqual(candidateDevices(rootDirectory), ['/dev/video2']);
  });
});
