import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { until } from '../support/deadline.js';
import { cameraStateOf, openSession } from '../support/gateway-client.js';
import { waitUntilNoFfmpegIsLeft } from '../support/processes.js';
import { cameraId, startScene } from '../support/scene.js';

const startCount = 30;

async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

describe('a camera that is started and stopped again and again', {
  skip: process.platform !== 'linux',
}, () => {
  it('leaves no process and no open file behind, with more starts than ports', async () => {
    const scene = await startScene({ sessions: { graceMs: 0 } });
    try {
      const { gateway } = scene;
      const camera = await scene.startCamera();
      const startAndStop = async () => {
        const session = await openSession(gateway.url, cameraId);
        await session.close();
        const isOver = async () => (await cameraStateOf(gateway.url, cameraId)).state === 'unknown';
        await until(isOver, { what: 'the end of the stream', withinMs: 5000 });
      };
      await startAndStop();
      await waitUntilNoFfmpegIsLeft(gateway.pid, 3000);
      const filesBefore = await openFiles(gateway.pid);
      for (let count = 1; count < startCount; count += 1) await startAndStop();
      await waitUntilNoFfmpegIsLeft(gateway.pid, 3000);
      const runs = new Set(camera.heard.map(({ runId }) => runId));
      assert.equal(runs.size, startCount);
      await until(async () => (await openFiles(gateway.pid)) <= filesBefore + 2, {
        what: `the gateway to be back at ${filesBefore} open files`,
        withinMs: 10_000,
      });
    } finally {
      await scene.close();
    }
  });
});
