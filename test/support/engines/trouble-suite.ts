/** What goes wrong, in one engine: what a person reads then, and how the picture comes back without a reload. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freeTcpPort } from '../free-port.js';
import { ffmpegsNaming } from '../processes.js';
import type { Attributes, CameraInPage } from './camera-in-page.js';
import { awayCameraId, type EngineStage } from './engine-stage.js';

type Failure = {
  name: string;
  state: 'failed' | 'offline';
  code: string;
  message: RegExp;
  attributes(): Attributes | Promise<Attributes>;
};

const failures: readonly Failure[] = [
  {
    name: 'a camera that nobody knows',
    state: 'failed',
    code: 'camera_not_found',
    message: /no such camera/i,
    attributes: () => ({ camera: 'nowhere' }),
  },
  {
    name: 'a gateway that does not answer',
    state: 'failed',
    code: 'gateway_unreachable',
    message: /gateway cannot be reached/i,
    attributes: async () => ({ gateway: `http://127.0.0.1:${await freeTcpPort()}` }),
  },
  {
    name: 'a camera that is away',
    state: 'offline',
    code: 'camera_offline',
    message: /camera is offline/i,
    attributes: () => ({ camera: awayCameraId }),
  },
];

const backWithinMs = 30_000;

export function describeTrouble(stage: () => EngineStage): void {
  describe('trouble', () => {
    it('is told in words', async () => {
      const { openPage, insert } = stage();
      await openPage();
      const cameras = await Promise.all(
        failures.map(async ({ code, attributes }) => insert({ lang: 'en', ...(await attributes()) }, code)),
      );
      for (const [index, { name, state, code, message }] of failures.entries()) {
        const facts = await cameras[index]!.untilState(state);
        assert.equal(facts.errorCode, code, name);
        assert.match(facts.message, message, name);
      }
    });

    it('with the camera passes: the picture comes back live, without a reload', async () => {
      const { open, camera: device } = stage();
      const camera = await open();
      await camera.untilMoving();
      const { output, runId } = device.heard.findLast(({ action }) => action === 'START_LIVE_STREAM')!;
      const port = new URL(output!.url).port;
      for (const { pid } of await ffmpegsNaming(`:${port}?mode=caller`)) process.kill(pid, 'SIGKILL');
      await device.waitFor((heard) => heard.action === 'START_LIVE_STREAM' && heard.runId !== runId, {
        what: 'START of another run',
        withinMs: 10_000,
      });
      await untilBack(camera);
    });

    it('with the gateway passes: the picture comes back live, without a reload', async () => {
      const { open, scene } = stage();
      const camera = await open();
      const { sessionId } = await camera.untilMoving();
      await scene.gateway.kill();
      await scene.restartGateway();
      const isNewSession = (now: { sessionId: string | null }) =>
        now.sessionId !== null && now.sessionId !== sessionId;
      await camera.until(isNewSession, 'another session', backWithinMs);
      await untilBack(camera);
    });
  });
}

/** Moving, and not from what was held back. The element is the same as before, so the page was not loaded again. */
async function untilBack(camera: CameraInPage): Promise<void> {
  await camera.untilMoving(backWithinMs);
  await camera.until(({ latency }) => latency !== null && latency < 3, 'a latency below 3 s');
}
