/** What a camera says of itself, from the real agent through a real broker to the gateway's list of cameras. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type AgentOptions, createAgent } from '@rpi-live-camera/agent';
import type { CameraResource } from '@rpi-live-camera/protocol';
import {
  installPicamera2,
  missingForPicamera2,
} from '../../packages/agent/src/testing/picamera2-stand-in/install-picamera2.js';
import { installRpicam } from '../../packages/agent/src/testing/rpicam-stand-in/install-rpicam.js';
import { createFakeFfmpeg } from '../../packages/gateway/src/testing/fake-ffmpeg.js';
import { until } from '../support/deadline.js';
import { askForSession, cameraStateOf, openSession } from '../support/gateway-client.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';

async function startAgent(scene: Scene, settings: Partial<AgentOptions>): Promise<void> {
  const agent = createAgent({
    cameraId,
    mqtt: { url: scene.mosquitto.url },
    capture: { type: 'test' },
    video: { width: 320, height: 240, framesPerSecond: 15, bitsPerSecond: 300_000 },
    ...settings,
  });
  scene.opened.push(agent);
  await agent.start();
}

/** The camera as the gateway lists it, once it is as wanted. */
async function cameraThat(
  { gateway }: Scene,
  what: string,
  fits: (camera: CameraResource) => unknown,
): Promise<CameraResource> {
  let camera: CameraResource | undefined;
  await until(
    async () => {
      camera = await cameraStateOf(gateway.url, cameraId);
      return Boolean(fits(camera));
    },
    { what: `a camera that ${what}`, withinMs: 15_000 },
  );
  return camera as CameraResource;
}

const cameraModules = {
  rpicam: () => {
    const { command, ...camera } = installRpicam();
    return { ...camera, capture: { type: 'rpicam', rpicamPath: command } as const };
  },
  picamera2: () => {
    const { pythonPath, ...camera } = installPicamera2('Pi 5');
    return { ...camera, capture: { type: 'picamera2', pythonPath } as const };
  },
};

describe('the list of cameras', () => {
  it('tells why a camera cannot film, in its own last words and without secrets', async () => {
    const scene = await startScene();
    try {
      const ffmpeg = await createFakeFfmpeg(
        'echo "opening /dev/video0" >&2; echo "Device or resource busy: $*" >&2; exit 1',
      );
      scene.opened.push({ close: ffmpeg.remove });
      await startAgent(scene, { ffmpegPath: ffmpeg.path });
      await cameraThat(scene, 'has spoken', ({ state }) => state === 'idle');

      const { problem } = await askForSession(scene.gateway.url, cameraId);
      assert.equal(problem?.code, 'camera_failed');
      const camera = await cameraThat(scene, 'says what failed', ({ status }) => status?.lastError);
      const { lastError, capture, agent, health, heardAt } = camera.status!;
      assert.equal(lastError?.code, 'capture_failed');
      assert.match(lastError?.message ?? '', /^ffmpeg ended with code 1\. /);
      assert.equal(lastError?.lastWords?.[0], 'opening /dev/video0');
      assert.match(lastError?.lastWords?.at(-1) ?? '', /^Device or resource busy: /);
      assert.equal(capture, 'test');
      assert.match(agent ?? '', /^rpi-live-camera-agent\//);
      assert.ok(Math.abs(Date.parse(heardAt) - Date.now()) < 15_000);
      if (process.platform === 'linux') assert.ok((health?.freeMemoryBytes ?? 0) > 0);
      assert.doesNotMatch(JSON.stringify(camera), /passphrase=(?!\*\*\*)/);
    } finally {
      await scene.close();
    }
  });

  for (const [name, install] of Object.entries(cameraModules)) {
    const skip = name === 'picamera2' && missingForPicamera2('Pi 5');
    it(`tells the last words of ${name} when another program has the camera`, { skip }, async () => {
      const scene = await startScene();
      const { holderFile, capture, remove } = install();
      let asking: Promise<unknown> | undefined;
      try {
        writeFileSync(holderFile, String(process.pid));
        await startAgent(scene, { capture });
        await cameraThat(scene, 'has spoken', ({ state }) => state === 'idle');

        asking = askForSession(scene.gateway.url, cameraId).catch(() => {});
        const camera = await cameraThat(scene, 'says what failed', ({ status }) => status?.lastError);
        const { lastError } = camera.status!;
        assert.equal(lastError?.code, 'camera_busy');
        assert.match(lastError?.lastWords?.join('\n') ?? '', /Pipeline handler in use by another process/);
      } finally {
        await scene.close();
        await asking;
        remove();
      }
    });
  }

  it('tells what a camera sends, soon after it began, and the metrics do, too', async () => {
    const scene = await startScene();
    try {
      await startAgent(scene, {});
      await cameraThat(scene, 'has spoken', ({ state }) => state === 'idle');
      const session = await openSession(scene.gateway.url, cameraId);
      const keepAlive = setInterval(() => void session.keepAlive().catch(() => {}), 500);
      scene.opened.push({ close: async () => clearInterval(keepAlive) });

      const { status } = await cameraThat(scene, 'tells figures', (camera) => camera.status?.video);
      assert.equal(status?.state, 'streaming');
      const { framesPerSecond = 0, bitsPerSecond = 0 } = status?.video ?? {};
      assert.ok(framesPerSecond > 5 && framesPerSecond < 40, `${framesPerSecond} fps`);
      assert.ok(bitsPerSecond > 50_000, `${bitsPerSecond} bit/s`);
      const metrics = await (await fetch(`${scene.gateway.url}/metrics`)).text();
      assert.match(metrics, new RegExp(`camera_frames_per_second\\{camera="${cameraId}"\\} \\d`));
      await session.close();
    } finally {
      await scene.close();
    }
  });
});
