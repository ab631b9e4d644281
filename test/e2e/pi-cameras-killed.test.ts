/** An agent that is killed while a camera program films: neither that program nor the ffmpeg beside it stays. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { startAgentProcess } from '../support/agent-process.js';
import { captureCases } from '../support/captures.js';
import { until } from '../support/deadline.js';
import { startPersistentViewer } from '../support/persistent-viewer.js';
import { descendantsOf, isRunning } from '../support/processes.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';

describe('an agent that is killed', { skip: process.platform !== 'linux' }, () => {
  let scene: Scene;
  // A gateway each: what a viewer sees must not be left of the case before.
  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(() => scene.close());

  for (const { name, skip = false, prepare } of captureCases) {
    if (!/^(rpicam|picamera2)/.test(name)) continue;
    it(`leaves nothing of ${name}, and films again when it is started again`, { skip }, async () => {
      const { settings, close } = await prepare();
      const start = () => startAgentProcess({ mqttUrl: scene.mosquitto.url, settings });
      let agent = await start();
      const viewer = startPersistentViewer(scene.gateway.url, cameraId);
      try {
        await viewer.untilMoving({ what: 'the first picture', withinMs: 15_000 });
        const pids = (await descendantsOf(agent.pid)).map(({ pid }) => pid);
        assert.ok(pids.length > 0);
        await agent.end('SIGKILL');
        const areGone = async () => !(await Promise.all(pids.map(isRunning))).includes(true);
        await until(areGone, { what: 'the end of the camera program', withinMs: 2000 });
        agent = await start();
        await viewer.untilMoving({ what: 'the picture to come back', withinMs: 15_000 });
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${agent.log()}`, { cause: error });
      } finally {
        await viewer.close();
        await agent.close();
        await close();
      }
    });
  }
});
