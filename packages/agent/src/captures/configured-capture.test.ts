import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { systemClock } from '../clock/clock.js';
import { parseConfig } from '../config/parse-config.js';
import { silentLogger } from '../log/logger.js';
import { runCapture, testBoard } from '../testing/capture-run.js';
import { installRpicam } from '../testing/rpicam-stand-in/install-rpicam.js';
import { makeUpCameras } from '../testing/v4l2-cameras.js';
import { createConfiguredCapture, loadTimeoutMs } from './configured-capture.js';

const opened: (() => unknown)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** A program in front of `command` that writes down with what it was called. */
function listenIn(command: string) {
  const folder = mkdtempSync(join(tmpdir(), 'listen-in-'));
  opened.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'program');
  writeFileSync(path, `#!/bin/sh\necho "$*" >> '${folder}/calls'\nexec '${command}' "$@"\n`);
  chmodSync(path, 0o755);
  const callsWith = (words: string) =>
    readFileSync(join(folder, 'calls'), 'utf8')
      .split('\n')
      .filter((call) => call.includes(words)).length;
  return { path, callsWith };
}

/** Looks ahead of the first run, as the agent does, and films for a moment. */
async function film(settings: Record<string, unknown>, ffmpegPath = 'ffmpeg') {
  const config = parseConfig({
    cameraId: 'front-door',
    ffmpegPath,
    capture: { type: 'auto', rpicamPath: '/no/rpicam-vid', pythonPath: '/no/python3', ...settings },
  });
  const deps = { board: testBoard, clock: systemClock, logger: silentLogger };
  const capture = createConfiguredCapture(config, deps);
  await capture.prepare?.();
  const run = await runCapture(capture);
  await run.pictures(3);
  assert.deepEqual(await run.stop(), { reason: 'stopped' });
  return capture;
}

describe('the time to load', () => {
  for (const [type, model, expectedMs] of [
    ['picamera2', '/models/network.rpk', 300_000],
    ['auto', '/models/network.rpk', 300_000],
    ['picamera2', null, 0],
    ['test', '/models/network.rpk', 0],
  ] as const) {
    it(`is ${expectedMs} ms for "${type}" with ${model ?? 'no network'}`, () => {
      assert.equal(loadTimeoutMs(parseConfig({ cameraId: 'lab', capture: { type, model } })), expectedMs);
    });
  }
});

describe('the capture "auto"', () => {
  it('asks a USB camera once what it offers', async () => {
    const device = '/dev/video0';
    const formats = [{ kind: 'compressed' as const, name: 'mjpeg', sizes: ['640x480'] }];
    const cameras = makeUpCameras({ [device]: { formats } });
    opened.push(cameras.close);
    const ffmpeg = listenIn(cameras.ffmpegPath);
    const { name } = await film({ device }, ffmpeg.path);
    assert.equal(name, 'v4l2');
    assert.equal(ffmpeg.callsWith('-list_formats'), 1);
  });

  it('asks rpicam-vid once what it knows', async () => {
    const program = installRpicam();
    opened.push(program.remove);
    const rpicam = listenIn(program.command);
    const { name } = await film({ rpicamPath: rpicam.path });
    assert.equal(name, 'rpicam');
    assert.deepEqual([rpicam.callsWith('--help'), rpicam.callsWith('--list-cameras')], [1, 1]);
  });
});
