/**
 * Everything that breaks at a camera, as one table: each case breaks it while somebody watches, and then nothing may be
 * left running, the status has to say why, and the picture has to come back by itself. Run a few times by `npm test`,
 * often by `npm run test:long`.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeUpCameras } from '../../packages/agent/src/testing/v4l2-cameras.js';
import { type AgentProcess, startAgentProcess } from './agent-process.js';
import { until } from './deadline.js';
import { type MqttRecorder, recordMessages } from './mqtt-recorder.js';
import { type PersistentViewer, startPersistentViewer } from './persistent-viewer.js';
import { descendantsOf, isRunning, waitUntilNoFfmpegIsLeft } from './processes.js';
import { cameraId, type Scene, startScene } from './scene.js';

export type KillOptions = {
  /** How often each case is played. */
  rounds: number;
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
};

type Kill = {
  name: string;
  /** `capture.type`. */
  type: 'test' | 'v4l2';
  strike(stage: Stage): Promise<void>;
  /** `lastError.code` that the status must have told; null: none. */
  reason: string | null;
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
  },
  { name: 'an agent that is stopped and started', type: 'test', strike: endAgent('SIGTERM'), reason: null },
  { name: 'an agent that is killed and started', type: 'test', strike: endAgent('SIGKILL'), reason: null },
  {
    name: 'a broker that restarts',
    type: 'test',
    strike: ({ scene }) => scene.mosquitto.restart(),
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

/** One test a case. */
export function describeCameraKills({ rounds }: KillOptions): void {
  describe(`what breaks at a camera, ${rounds} times`, { skip: process.platform !== 'linux' }, () => {
    let scene: Scene;
    let status: MqttRecorder;
    before(async () => {
      scene = await startScene({ sessions: { leaseMs } });
      status = await recordMessages(scene.mosquitto.url, `cameras/${cameraId}/status`);
    });
    after(async () => {
      await status.close();
      await scene.close();
    });

    for (const { name, type, strike, reason } of kills) {
      it(`${name} leaves nothing behind and comes back`, async () => {
        const cameras = makeUpCameras({ [device]: { formats } });
        const { ffmpegPath } = cameras;
        const settings =
          type === 'v4l2' ? { ffmpegPath, capture: { type, device } } : { capture: { type: 'test' } };
        const start = () => startAgentProcess({ mqttUrl: scene.mosquitto.url, settings });
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
          camera: { set: (state) => cameras.set(device, { formats, state }) },
        };
        try {
          viewer = startPersistentViewer(scene.gateway.url, cameraId);
          await viewer.untilMoving({ what: 'the first picture', withinMs: 15_000 });
          for (let round = 1; round <= rounds; round += 1) {
            begun = status.messages.length;
            await strike(stage);
            await viewer.untilMoving({ what: `the picture to come back, round ${round}`, withinMs: 15_000 });
            assert.deepEqual(reasonsIn(stage.said(), reason), reason === null ? [] : [reason]);
            assert.equal((await stage.filming()).length, 1, 'one capture films');
          }
          await viewer.close();
          const isIdle = () => status.messages.at(-1)?.state === 'idle';
          await until(isIdle, { what: 'the camera to be let go', withinMs: leaseMs + 5000 });
          assert.deepEqual(await descendantsOf(agent.pid), []);
        } catch (error) {
          throw new Error(`${(error as Error).message}\n${agent.log()}`, { cause: error });
        } finally {
          await viewer?.close();
          await agent.close();
          cameras.close();
          await waitUntilNoFfmpegIsLeft(scene.gateway.pid, 3000);
        }
      });
    }
  });
}

/** The program that the agent guards, not what that program starts: the one whose command line has the output. */
const isFilming = ({ command }: { command: string }) =>
  /-f mpegts/.test(command) && !/ pipe:3 /.test(command) && !/^sh /.test(command);

function reasonsIn(statuses: Record<string, unknown>[], wanted: string | null): string[] {
  const codes = statuses.flatMap(({ lastError }) => (lastError as { code: string } | null)?.code ?? []);
  return [...new Set(codes)].filter((code) => wanted === null || code === wanted);
}
