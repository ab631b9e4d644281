import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CaptureEnd, CaptureProgress } from '../capture/capture.js';
import { systemClock } from '../clock/clock.js';
import { silentLogger } from '../log/logger.js';
import { testBoard } from '../testing/capture-run.js';
import {
  installPicamera2,
  missingForPicamera2,
  type Picamera2Board,
  type Picamera2Condition,
} from '../testing/picamera2-stand-in/install-picamera2.js';
import { openUdpReceiver } from '../testing/udp-receiver.js';
import { until, within } from '../testing/within.js';
import { findPicamera2 } from './find-picamera2.js';
import { createPicamera2Capture, type Picamera2Deps } from './picamera2-capture.js';

const pythonDirectory = fileURLToPath(new URL('../../python', import.meta.url));
const boards = ['Pi 5', 'Pi 4'] as const;
const video = {
  width: 320,
  height: 240,
  framesPerSecond: 30,
  bitsPerSecond: 500_000,
  keyframeIntervalMs: 1000,
};

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function film(
  board: Picamera2Board,
  condition: Picamera2Condition,
  overrides: Partial<Picamera2Deps> = {},
) {
  const program = installPicamera2(board, condition);
  opened.push(program.remove);
  const receiver = await openUdpReceiver();
  opened.push(receiver.close);
  const warnings: string[] = [];
  const deps: Picamera2Deps = {
    pythonPath: program.pythonPath,
    camera: 0,
    model: null,
    encoder: board === 'Pi 5' ? 'software' : 'v4l2m2m',
    board: testBoard,
    clock: systemClock,
    logger: { ...silentLogger, warn: (_, message) => void warnings.push(message) },
    ...overrides,
  };
  const capture = createPicamera2Capture(deps);
  const stop = new AbortController();
  opened.push(() => stop.abort());
  const progress: CaptureProgress[] = [];
  const start = (url = receiver.output.url): Promise<CaptureEnd> =>
    capture.run({
      output: { url, format: 'mpegts' },
      video,
      signal: stop.signal,
      onDelivering: () => {},
      onProgress: (now) => progress.push(now),
    });
  const failureOf = async (url?: string) => {
    const end = await within(start(url), 15_000, 'the capture ends by itself');
    return end.reason === 'failed' ? end.failure : assert.fail(end.reason);
  };
  return { capture, program, receiver, stop, progress, warnings, start, failureOf };
}

/** Brightness of a recording's first picture, by column and row. */
function readFirstPicture(file: string): (x: number, y: number) => number {
  const decode = ['-i', file, '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1'];
  const { stdout } = spawnSync('ffmpeg', ['-loglevel', 'error', ...decode]);
  return (x, y) => stdout[y * video.width + x] ?? 0;
}

for (const board of boards) {
  describe(`the picamera2 capture on a ${board}`, { skip: missingForPicamera2(board) }, () => {
    it('pushes moving pictures, counts them, and lets the camera go', async () => {
      const { program, receiver, stop, progress, start } = await film(board, 'works');
      const running = start();
      assert.equal((await receiver.nextDatagram())[0], 0x47, 'an MPEG-TS packet begins with its sync byte');
      await until(() => (progress.at(-1)?.pictures ?? 0) > 20, 8000, 'pictures are counted');
      stop.abort();
      assert.deepEqual(await within(running, 3000, 'it stops'), { reason: 'stopped' });
      assert.equal(existsSync(program.holderFile), false, 'the camera was let go in order');
    });

    it('goes on after a wish for a keyframe, whether or not this Picamera2 can fulfil it', async () => {
      const { capture, stop, progress, start } = await film(board, 'works');
      const running = start();
      await until(() => (progress.at(-1)?.pictures ?? 0) > 5, 8000, 'pictures come');
      capture.forceKeyframe?.();
      const before = progress.at(-1)?.pictures ?? 0;
      await until(() => (progress.at(-1)?.pictures ?? 0) > before + 20, 8000, 'pictures go on');
      stop.abort();
      await running;
    });

    const failures = [
      { condition: 'no camera', code: 'no_camera', words: /no camera 0/ },
      { condition: 'freezes', code: 'capture_stalled', words: /Picamera2 sent nothing/ },
      { condition: 'crashes', code: 'capture_failed', words: /the sensor went away/ },
    ] as const;
    for (const { condition, code, words } of failures) {
      it(`ends with ${code} when the camera is in the condition "${condition}"`, async () => {
        const failure = await (await film(board, condition)).failureOf();
        assert.equal(failure.code, code, failure.message);
        assert.match(failure.message, words);
      });
    }

    it('says that another program has the camera, with the last words of libcamera', async () => {
      const { program, failureOf } = await film(board, 'works');
      writeFileSync(program.holderFile, String(process.pid));
      const { code, lastWords } = await failureOf();
      assert.equal(code, 'camera_busy');
      assert.match(lastWords?.at(-1) ?? '', /Pipeline handler in use by another process/);
    });

    it('ends when the output fails, and keeps the passphrase to itself', async () => {
      const { failureOf } = await film(board, 'works');
      const failure = await failureOf('tcp://127.0.0.1:9?passphrase=0123456789abcdef');
      assert.match(failure.message, /The output took no more/);
      assert.doesNotMatch(failure.message, /0123456789abcdef/);
    });

    it('tells the cameras without opening one', async () => {
      const { program } = await film(board, 'works');
      assert.deepEqual(await findPicamera2(program), [{ index: 0, name: 'imx708' }]);
      assert.equal(existsSync(program.holderFile), false);
    });
  });
}

describe('the picamera2 capture with an IMX500', { skip: missingForPicamera2('Pi 5') }, () => {
  it('draws what the network found around it', async () => {
    const program = installPicamera2('Pi 5');
    opened.push(program.remove);
    const { stop, progress, start } = await film('Pi 5', 'works', { model: program.modelFile });
    const recording = join(dirname(program.modelFile), 'recording.ts');
    const running = start(recording);
    await until(() => (progress.at(-1)?.pictures ?? 0) > 5, 8000, 'pictures are counted');
    stop.abort();
    assert.deepEqual(await running, { reason: 'stopped' });
    const brightnessAt = readFirstPicture(recording);
    const left = video.width / 4;
    const middle = video.height / 2;
    assert.ok(brightnessAt(left + 1, middle) > 200, 'on the left side of the frame');
    assert.ok(brightnessAt(left + 20, middle) < 160, 'inside the frame');
  });

  it('waits for a network that is loaded while the camera starts', async () => {
    const program = installPicamera2('Pi 5');
    opened.push(program.remove);
    const model = program.modelFile;
    const { stop, progress, start } = await film('Pi 5', 'loads a network', { model });
    const running = start();
    const isFilming = until(() => (progress.at(-1)?.pictures ?? 0) > 5, 20_000, 'pictures are counted');
    await Promise.race([isFilming, running.then((end) => assert.fail(JSON.stringify(end)))]);
    stop.abort();
    assert.deepEqual(await within(running, 3000, 'it stops'), { reason: 'stopped' });
  });

  it('does not wait for the network when it is stopped', async () => {
    const program = installPicamera2('Pi 5');
    opened.push(program.remove);
    const camera = await film('Pi 5', 'loads a network', { model: program.modelFile });
    const running = camera.start();
    await until(() => existsSync(camera.program.holderFile), 8000, 'the camera is opened');
    camera.stop.abort();
    assert.deepEqual(await within(running, 3000, 'it stops'), { reason: 'stopped' });
  });

  it('says when there is no such network', async () => {
    const { failureOf } = await film('Pi 5', 'works', { model: '/no/such/network.rpk' });
    assert.match((await failureOf()).message, /network\.rpk does not exist/);
  });
});

describe('the helper of the picamera2 capture', () => {
  it('compiles', () => {
    const files = readdirSync(`${pythonDirectory}/picamera2_capture`).map(
      (name) => `${pythonDirectory}/picamera2_capture/${name}`,
    );
    const check =
      'import ast,sys\nfor name in sys.argv[1:]: ast.parse(open(name).read(), name, feature_version=(3, 9))';
    const { status, stderr } = spawnSync('/usr/bin/python3', [
      '-c',
      check,
      ...files.filter((name) => name.endsWith('.py')),
    ]);
    assert.equal(status, 0, String(stderr));
  });

  it('says what to install where Picamera2 is missing', async () => {
    const found = await findPicamera2({ pythonPath: '/usr/bin/python3' });
    if (Array.isArray(found)) return;
    assert.equal(found.code, 'program_missing');
    assert.match(found.message, /apt install python3-picamera2/);
  });

  it('says what to install where there is no Python', async () => {
    const found = await findPicamera2({ pythonPath: '/no/such/python3' });
    assert.ok(!Array.isArray(found) && found.code === 'program_missing');
  });

  it('ends when its standard input does', { skip: missingForPicamera2('Pi 5') }, async () => {
    const program = installPicamera2('Pi 5');
    opened.push(program.remove);
    const helper = spawn(program.pythonPath, ['-B', `${pythonDirectory}/film-with-picamera2.py`], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const request = {
      do: 'film',
      url: 'udp://127.0.0.1:9',
      video: { ...video, keyframeIntervalFrames: 30 },
      encoder: 'software',
      camera: 0,
      model: null,
    };
    helper.stdin.write(`${JSON.stringify(request)}\n`);
    await within(once(createInterface({ input: helper.stdout }), 'line'), 8000, 'it films');
    helper.stdin.end();
    const [exitCode] = (await within(once(helper, 'exit'), 8000, 'it ends')) as [number];
    assert.equal(exitCode, 0);
    assert.equal(existsSync(program.holderFile), false);
  });
});
