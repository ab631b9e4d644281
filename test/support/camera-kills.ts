/**
 * Everything that breaks at a camera, as one table: each case breaks it while somebody watches, and then nothing may be
 * left running, the status has to say why, and the picture has to come back by itself. Run a few times by `npm test`,
 * often by `npm run test:long`.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { healthyConnectionMs } from '@rpi-live-camera/protocol';
import { makeUpCameras } from '../../packages/agent/src/testing/v4l2-cameras.js';
import { type AgentProcess, startAgentProcess } from './agent-process.js';
import { until } from './deadline.js';
import { movableClock } from './movable-clock.js';
import { type MqttRecorder, recordMessages } from './mqtt-recorder.js';
import { type PersistentViewer, startPersistentViewer } from './persistent-viewer.js';
import { descendantsOf, isRunning, waitUntilNoFfmpegIsLeft, waitUntilNothingRunsBelow } from './processes.js';
import { cameraId, type Scene, startScene } from './scene.js';

export type KillOptions = {
  /** How often each case is played. */
  rounds: number;
  /** How long the gateway is gone once its lease has run out. */
  gatewayGoneMs: number;
};

type Stage = {
  scene: Scene;
  agent(): AgentProcess;
  /** The agent again, as systemd would start it. */
  startAgent(): Promise<void>;
  /** Pids of the programs that film: ffmpeg, or what stands in for it. */
  filming(): Promise<number[]>;
  /** What the camera has said since this round began. */
  said(): Record<string, unknown>[];
  camera: { set(state: 'ready' | 'busy'): void };
  /** Restarts the broker under connections that are healthy, so that both sides come back soon; returns when they have. */
  restartBroker(): Promise<void>;
  /** Moves the wall clock of the agent, and of everything that it starts. */
  setWallClock(offset: '+0' | '-1h'): void;
  gatewayGoneMs: number;
};

type Kill = {
  name: string;
  /** `capture.type`. */
  type: 'test' | 'v4l2';
  strike(stage: Stage): Promise<void>;
  /** `movable`: the agent runs under a wall clock that `strike` can set. @default that of this machine */
  clock?: 'movable';
  /** `lastError.code` that the status must have told. */
  reason: string | null;
  /** What else it may have told. */
  mayTell?: string;
};

const leaseMs = 3000;
const device = '/dev/video0';
const formats = [{ kind: 'compressed' as const, name: 'mjpeg', sizes: ['640x480'] }];

const kills: readonly Kill[] = [
  {
    name: 'a capture that is killed',
    type: 'test',
    strike: signalCapture('SIGKILL'),
    reason: 'capture_failed',
  },
  { name: 'a capture that hangs', type: 'test', strike: signalCapture('SIGSTOP'), reason: 'capture_stalled' },
  {
    name: 'a camera that another program takes for 5 s',
    type: 'v4l2',
    async strike(stage) {
      stage.camera.set('busy');
      for (const pid of await stage.filming()) process.kill(pid, 'SIGKILL');
      await delay(5000);
      stage.camera.set('ready');
    },
    reason: 'camera_busy',
    mayTell: 'capture_failed',
  },
  { name: 'an agent that is stopped and started', type: 'test', strike: endAgent('SIGTERM'), reason: null },
  { name: 'an agent that is killed and started', type: 'test', strike: endAgent('SIGKILL'), reason: null },
  {
    name: 'a broker that restarts',
    type: 'test',
    strike: ({ restartBroker }) => restartBroker(),
    reason: null,
    mayTell: 'lease_expired',
  },
  {
    name: 'a gateway that is gone',
    type: 'test',
    strike: killGateway,
    reason: 'lease_expired',
    mayTell: 'capture_failed',
  },
  {
    name: 'a clock that is set back an hour',
    type: 'test',
    clock: 'movable',
    strike: setClockBack,
    reason: null,
  },
];

function signalCapture(signal: NodeJS.Signals) {
  return async ({ filming }: Stage) => {
    const pids = await filming();
    assert.equal(pids.length, 1);
    for (const pid of pids) process.kill(pid, signal);
    await until(async () => !(await isRunning(pids[0]!)), { what: `the end of the capture`, withinMs: 8000 });
  };
}

function endAgent(signal: 'SIGTERM' | 'SIGKILL') {
  return async ({ agent, startAgent, said }: Stage) => {
    const pids = (await descendantsOf(agent().pid)).map(({ pid }) => pid);
    assert.ok(pids.length > 0);
    assert.equal(await agent().end(signal), signal === 'SIGTERM' ? 0 : null);
    const areGone = async () => (await Promise.all(pids.map(isRunning))).every((running) => !running);
    await until(areGone, { what: `the end of what an agent left that ended by ${signal}`, withinMs: 2000 });
    const hasSaid = () => said().some(({ state }) => state === 'offline');
    await until(hasSaid, { what: 'the camera, or its will, to say offline', withinMs: 3000 });
    await startAgent();
  };
}

async function killGateway({ scene, agent, said, gatewayGoneMs }: Stage) {
  await scene.gateway.kill();
  const hasExpired = () => codesIn(said()).includes('lease_expired');
  await until(hasExpired, { what: 'the agent to stop by its lease', withinMs: leaseMs + 1500 });
  await waitUntilNothingRunsBelow(agent().pid, 2500);
  await delay(gatewayGoneMs);
  await scene.restartGateway();
}

/** Renewals count on: the run outlives several leases. The status that a new connection brings shows the other hour. */
async function setClockBack({ setWallClock, agent, filming, restartBroker, said }: Stage) {
  const before = await filming();
  setWallClock('-1h');
  await delay(leaseMs * 2);
  assert.deepEqual(await filming(), before, 'the run went on');
  assert.deepEqual(
    said().filter(({ state }) => state !== 'streaming'),
    [],
  );
  await restartBroker();
  const lastEntryAtMs = () => Date.parse(agent().log().trim().split('\n').at(-1)?.slice(0, 24) ?? '');
  const isSetBack = () => Date.now() - lastEntryAtMs() > 3_000_000;
  await until(isSetBack, { what: 'the agent to log with the other hour', withinMs: 10_000 });
  setWallClock('+0');
}

/** One test a case. */
export function describeCameraKills({ rounds, gatewayGoneMs }: KillOptions): void {
  describe(`what breaks at a camera, ${rounds} times`, { skip: process.platform !== 'linux' }, () => {
    let scene: Scene;
    let status: MqttRecorder;
    let connectedAtMs = Number.NEGATIVE_INFINITY;
    before(async () => {
      scene = await startScene({ sessions: { leaseMs } });
      status = await recordMessages(scene.mosquitto.url, `cameras/${cameraId}/status`);
    });
    after(async () => {
      await status.close();
      await scene.close();
    });

    for (const { name, type, clock, strike, reason, mayTell } of kills) {
      it(`${name} leaves nothing behind and comes back`, async (t) => {
        const cameras = makeUpCameras({ [device]: { formats } });
        const { ffmpegPath } = cameras;
        const settings =
          type === 'v4l2' ? { ffmpegPath, capture: { type, device } } : { capture: { type: 'test' } };
        const wallClock = clock && movableClock();
        const environment = wallClock?.environment ?? {};
        const start = () => startAgentProcess({ mqttUrl: scene.mosquitto.url, settings, environment });
        let agent = await start();
        let viewer: PersistentViewer | undefined;
        let begun = 0;
        const stage: Stage = {
          scene,
          agent: () => agent,
          startAgent: async () => {
            agent = await start();
          },
          filming: async () => (await descendantsOf(agent.pid)).filter(isFilming).map(({ pid }) => pid),
          said: () => status.messages.slice(begun),
          setWallClock: (offset) => wallClock?.set(offset),
          gatewayGoneMs,
          camera: { set: (state) => cameras.set(device, { formats, state }) },
          async restartBroker() {
            await delay(Math.max(0, connectedAtMs + healthyConnectionMs - performance.now()));
            await scene.mosquitto.restart();
            const heard = status.messages.length;
            const areBack = async () =>
              status.messages.length > heard && (await fetch(`${scene.gateway.url}/readyz`)).ok;
            await until(areBack, { what: 'agent and gateway on the new broker', withinMs: 10_000 });
            connectedAtMs = performance.now();
          },
        };
        try {
          viewer = startPersistentViewer(scene.gateway.url, cameraId);
          await viewer.untilMoving({ what: 'the first picture', withinMs: 15_000 });
          for (let round = 1; round <= rounds; round += 1) {
            begun = status.messages.length;
            await strike(stage);
            const sinceMs = performance.now();
            await viewer.untilMoving({ what: `the picture to come back, round ${round}`, withinMs: 15_000 });
            t.diagnostic(`the picture was back after ${Math.round(performance.now() - sinceMs)} ms`);
            const told = codesIn(stage.said()).filter((code) => code !== mayTell);
            assert.deepEqual(told, reason === null ? [] : [reason]);
            assert.equal((await stage.filming()).length, 1, 'one capture films');
          }
          await viewer.close();
          const isIdle = () => status.messages.at(-1)?.state === 'idle';
          await until(isIdle, { what: 'the camera to be let go', withinMs: leaseMs + 5000 });
          await waitUntilNothingRunsBelow(agent.pid, 2000);
        } catch (error) {
          throw new Error(`${(error as Error).message}\n${agent.log()}`, { cause: error });
        } finally {
          await viewer?.close();
          await agent.close();
          cameras.close();
          wallClock?.close();
          await waitUntilNoFfmpegIsLeft(scene.gateway.pid, 3000);
        }
      });
    }
  });
}

/** The program that the agent guards, not what that program starts: the one whose command line has the output. */
const isFilming = ({ command }: { command: string }) =>
  /-f mpegts/.test(command) && !/ pipe:3 /.test(command) && !/^sh /.test(command);

function codesIn(statuses: Record<string, unknown>[]): string[] {
  const codes = statuses.flatMap(({ lastError }) => (lastError as { code: string } | null)?.code ?? []);
  return [...new Set(codes)];
}
