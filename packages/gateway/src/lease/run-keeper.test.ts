import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CameraControl } from '../control/camera-control.js';
import type { GatewayError } from '../errors/gateway-error.js';
import { silentLogger } from '../log/logger.js';
import { playClock } from '../testing/played-clock.js';
import type { Run, RunCallbacks } from './run.js';
import { RunKeeper } from './run-keeper.js';
import type { RunRules } from './run-state.js';

const rules: RunRules = {
  leaseMs: 3000,
  lease: 'renewed',
  wakeTimeoutMs: 5000,
  silenceTimeoutMs: 1000,
  pictureTimeoutMs: 2000,
};

type PlayedRun = {
  runId: string;
  callbacks: RunCallbacks;
  run: Run;
  sendBytes(): void;
  showPicture(): void;
  isClosed: boolean;
};

/** A keeper whose runs and commands are played by hand, on a clock of our own. */
function createKeeper(overrides: Partial<RunRules> = {}) {
  const log: string[] = [];
  const runs: PlayedRun[] = [];
  const name = (runId: string) => `run ${runs.findIndex((played) => played.runId === runId) + 1}`;
  let canStart = true;
  const control = {
    start: async (runId: string) => {
      log.push(`START ${name(runId)}`);
      if (!canStart) throw new Error('no broker');
    },
    stop: async (runId: string) => {
      log.push(`STOP ${name(runId)}`);
    },
    forceKeyframe: async () => {
      log.push('FORCE_KEYFRAME');
    },
  } as unknown as CameraControl;
  const warnings: string[] = [];
  const failures: GatewayError[] = [];
  const ends: string[] = [];
  let runCount = 0;
  const keeper = new RunKeeper({
    cameraId: 'door',
    rules: { ...rules, ...overrides },
    ports: 'fixed',
    nameRun: () => `run ${++runCount}`,
    control,
    openRun: (runId, callbacks) => {
      let lastBytesAtMs = Number.NEGATIVE_INFINITY;
      let lastPictureAtMs = Number.NEGATIVE_INFINITY;
      const played: PlayedRun = {
        runId,
        callbacks,
        isClosed: false,
        sendBytes: () => {
          const isFirst = lastBytesAtMs === Number.NEGATIVE_INFINITY;
          lastBytesAtMs = performance.now();
          if (isFirst) callbacks.onFirstBytes();
        },
        showPicture: () => {
          played.sendBytes();
          lastPictureAtMs = performance.now();
        },
        run: {
          runId,
          output: { url: 'udp://127.0.0.1:1', format: 'mpegts' },
          get lastBytesAtMs() {
            return lastBytesAtMs;
          },
          get lastPictureAtMs() {
            return lastPictureAtMs;
          },
          start: async () => {},
          close: async () => {
            played.isClosed = true;
          },
        },
      };
      runs.push(played);
      log.push(`open ${name(runId)}`);
      return played.run;
    },
    logger: { ...silentLogger, warn: (_, message) => warnings.push(message) },
    onPhase: (phase) => log.push(phase),
    onRunEnd: (reason) => ends.push(reason),
    onFailure: (error) => failures.push(error),
  });
  const breakLink = () => {
    canStart = false;
  };
  return { keeper, runs, log, warnings, failures, ends, breakLink };
}

/** Without waiting for the camera, whose bytes are as old as the clock is played. */
function end(keeper: RunKeeper): Promise<void> {
  const closing = keeper.close();
  keeper.hurry();
  return closing;
}

describe('RunKeeper', () => {
  const { pass, settle } = playClock();

  it('listens before it says START, renews while wanted, and stops', async () => {
    const { keeper, runs, log } = createKeeper();
    keeper.want();
    assert.deepEqual(log, ['waking', 'open run 1']);
    await settle();
    assert.equal(log.at(-1), 'START run 1');
    runs[0]!.sendBytes();
    for (let count = 0; count < 20; count += 1) {
      runs[0]!.sendBytes();
      await pass(100);
    }
    assert.deepEqual(log.slice(2), ['START run 1', 'receiving', 'START run 1', 'START run 1']);
    await end(keeper);
    assert.equal(log.at(-1), 'STOP run 1');
    assert.equal(runs[0]!.isClosed, true);
    const said = log.length;
    await pass(10_000);
    assert.equal(log.length, said, 'something went on after close');
  });

  it('replaces a run whose bytes stop, only once they have stopped for long enough', async () => {
    const { keeper, runs, log, ends } = createKeeper({ leaseMs: 60_000 });
    keeper.want();
    await settle();
    runs[0]!.sendBytes();
    await pass(900);
    runs[0]!.sendBytes();
    await pass(900);
    assert.equal(runs.length, 1);
    await pass(200);
    await settle();
    assert.equal(runs.length, 2);
    assert.equal(runs[0]!.isClosed, true);
    assert.deepEqual(log.slice(4), ['waking', 'open run 2', 'START run 2']);
    assert.deepEqual(ends, ['bytes_stopped']);
    await end(keeper);
  });

  it('replaces a run whose bytes show nothing any more, and one that never shows anything', async () => {
    const { keeper, runs, ends } = createKeeper({ leaseMs: 60_000 });
    keeper.want();
    await settle();
    const [first] = runs;
    first!.showPicture();
    for (let count = 0; count < 19; count += 1) {
      await pass(100);
      first!.sendBytes();
    }
    assert.equal(runs.length, 1);
    await pass(100);
    await settle();
    assert.deepEqual([runs.length, ends], [2, ['pictures_stopped']]);
    const second = runs[1]!;
    for (let count = 0; count < 50; count += 1) {
      second.sendBytes();
      assert.equal(runs.length, 2);
      await pass(100);
    }
    assert.deepEqual(ends, ['pictures_stopped', 'pictures_stopped']);
    await end(keeper);
  });

  it('reports what kept a run from starting and tries again', async () => {
    const { keeper, runs, failures, ends } = createKeeper();
    keeper.want();
    await settle();
    keeper.onCameraRefused(runs[0]!.runId, 'busy');
    assert.deepEqual(
      failures.map(({ code, message }) => [code, message]),
      [['camera_failed', 'busy']],
    );
    await pass(1000);
    assert.equal(runs.length, 2);
    await pass(rules.wakeTimeoutMs);
    assert.equal(failures.at(-1)?.code, 'camera_timeout');
    assert.deepEqual(ends, ['camera_failed', 'start_timeout']);
    await end(keeper);
  });

  it('goes on when START cannot be delivered, and says it again when the broker is back', async () => {
    const { keeper, log, warnings, breakLink } = createKeeper({ lease: 'none' });
    breakLink();
    keeper.want();
    await settle();
    assert.deepEqual(warnings, ['START could not be delivered']);
    keeper.onLinkUp();
    assert.deepEqual(log.slice(2), ['START run 1', 'START run 1']);
    const closing = keeper.close();
    keeper.hurry();
    await closing;
  });

  it('asks for a keyframe when a run has lost pictures', async () => {
    const { keeper, runs, log } = createKeeper();
    keeper.want();
    await settle();
    runs[0]!.callbacks.onKeyframeWanted('loss');
    assert.equal(log.at(-1), 'FORCE_KEYFRAME');
    await end(keeper);
  });

  it('does not listen on when it has to hurry', async () => {
    const { keeper, runs } = createKeeper({ lease: 'none' });
    keeper.want();
    await settle();
    runs[0]!.sendBytes();
    await end(keeper);
    assert.equal(runs[0]!.isClosed, true);
  });
});
