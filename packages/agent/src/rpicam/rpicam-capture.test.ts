import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, it } from 'node:test';
import type { CaptureEnd } from '../capture/capture.js';
import { systemClock } from '../clock/clock.js';
import { silentLogger } from '../log/logger.js';
import { runCapture, testBoard, testVideo } from '../testing/capture-run.js';
import { type InstallRpicamOptions, installRpicam } from '../testing/rpicam-stand-in/install-rpicam.js';
import { openUdpReceiver } from '../testing/udp-receiver.js';
import { within } from '../testing/within.js';
import { createRpicamCapture, type RpicamDeps } from './rpicam-capture.js';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function createCapture(options: InstallRpicamOptions, deps: Partial<RpicamDeps> = {}) {
  const program = installRpicam(options);
  opened.push(program.remove);
  const capture = createRpicamCapture({
    ffmpegPath: 'ffmpeg',
    clock: systemClock,
    logger: silentLogger,
    rpicamPath: program.command,
    camera: 0,
    encoder: 'software',
    board: testBoard,
    options: [],
    ...deps,
  });
  return { program, capture };
}

async function film(options: InstallRpicamOptions, deps: Partial<RpicamDeps> = {}) {
  const { program, capture } = createCapture(options, deps);
  const receiver = await openUdpReceiver();
  opened.push(receiver.close);
  const stop = new AbortController();
  const start = (): Promise<CaptureEnd> =>
    capture.run({
      output: receiver.output,
      video: testVideo,
      signal: stop.signal,
      onDelivering: () => {},
      onProgress: () => {},
    });
  const failureOf = async () => {
    opened.push(() => stop.abort());
    const end = await within(start(), 15_000, 'the capture ends by itself');
    assert.equal(end.reason, 'failed');
    return end.reason === 'failed' ? end.failure : assert.fail();
  };
  return { program, receiver, stop, start, failureOf };
}

describe('the rpicam capture', () => {
  for (const version of ['libcamera-vid', '1.5.0', '1.13.0'] as const) {
    for (const encoder of ['software', 'v4l2m2m'] as const) {
      it(`pushes what ${version} encodes by ${encoder}, and leaves nothing behind`, async () => {
        const { program, capture } = createCapture({ version }, { encoder });
        const run = await runCapture(capture);
        await run.pictures(60);
        assert.deepEqual(await run.stop(), { reason: 'stopped' });
        assert.throws(() => readFileSync(program.holderFile), 'the camera was let go in order');
        const [stream] = run.received('second half').streams;
        assert.equal(stream?.width, 640, 'parameter sets come again for those who join late');
        assert.equal(stream.has_b_frames, 0);
      });
    }
  }

  it('keeps the address and its passphrase out of the arguments of the camera program', async () => {
    const { program, receiver, stop, start } = await film({});
    const running = start();
    await receiver.nextDatagram();
    assert.doesNotMatch(readFileSync(program.argumentsFile, 'utf8'), /udp:/);
    stop.abort();
    await running;
  });

  it('says that another program has the camera, and films when it is free', async () => {
    const { program, receiver, stop, start, failureOf } = await film({});
    writeFileSync(program.holderFile, String(process.pid));
    assert.equal((await failureOf()).code, 'camera_busy');
    writeFileSync(program.holderFile, '');
    const running = start();
    await receiver.nextDatagram();
    stop.abort();
    await running;
  });

  const failures = [
    { condition: 'no camera', code: 'no_camera', words: /ribbon cable/, said: /no cameras available/ },
    {
      condition: 'freezes',
      code: 'capture_stalled',
      words: /got no picture from the camera/,
      said: /Device timeout detected/,
    },
    {
      condition: 'falls silent',
      code: 'capture_stalled',
      words: /delivered nothing for 2000 ms/,
      said: /Selected sensor format/,
    },
    {
      condition: 'crashes',
      code: 'capture_failed',
      words: /was ended by SIGABRT/,
      said: /Selected sensor format/,
    },
  ] as const;
  for (const { condition, code, words, said } of failures) {
    it(`ends with ${code} and the last words when the camera is in the condition "${condition}"`, async () => {
      const { receiver, failureOf } = await film({ condition });
      const failure = await failureOf();
      assert.equal(failure.code, code, failure.message);
      assert.match(failure.message, words);
      assert.match(failure.lastWords?.at(-1) ?? '', said);
      assert.deepEqual(receiver.senderPids(), []);
    });
  }

  it('names the camera that is not there', async () => {
    const { failureOf } = await film({}, { camera: 1 });
    const { code, message } = await failureOf();
    assert.equal(code, 'no_camera');
    assert.match(message, /no camera 1/);
  });

  it('names the word of capture.options that the program does not know', async () => {
    const { failureOf } = await film({}, { options: ['--hdr', 'auto', '--sharpen=2'] });
    const { code, message } = await failureOf();
    assert.equal(code, 'program_unsuitable');
    assert.match(message, /--sharpen.*capture\.options/);
  });

  it('says what to install where the program was built without libav', async () => {
    const { failureOf } = await film({ version: '1.13.0 without libav' });
    const { code, message } = await failureOf();
    assert.equal(code, 'program_unsuitable');
    assert.match(message, /apt install rpicam-apps/);
  });

  it('says what to install where there is no program', async () => {
    const { failureOf } = await film({}, { rpicamPath: '/no/such/rpicam-vid' });
    assert.equal((await failureOf()).code, 'program_missing');
  });
});
