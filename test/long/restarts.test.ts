import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { openSession } from '../support/gateway-client.js';
import { openHlsJsPage } from '../support/hls-js-page.js';
import type { CameraShape } from '../support/mosquitto-camera.js';
import { videoFacts, waitForMovingVideo } from '../support/page-video.js';
import { ffmpegsNaming } from '../support/processes.js';
import { cameraId, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

const restartCount = 10;
const runSeconds = 55;
const shapes: CameraShape[] = [
  { size: '640x480', framesPerSecond: 30, profile: 'baseline' },
  { size: '1280x720', framesPerSecond: 15, profile: 'high' },
  { size: '640x480', framesPerSecond: 25, profile: 'high' },
  { size: '1280x720', framesPerSecond: 30, profile: 'baseline' },
  { size: '640x480', framesPerSecond: 15, profile: 'baseline' },
];

describe('ten minutes with ten restarts of the camera, at three frame rates and two resolutions', () => {
  it('break no rule of the playlist, and neither hls.js nor the tag has to be loaded again', async () => {
    const scene = await startScene();
    const test = await launchBrowser();
    try {
      const camera = await scene.startCamera({ shapes });
      const site = await startStaticSite({
        '/': pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId }),
      });
      scene.opened.push(site);
      const page = await test.browser.newPage();
      let loadCount = 0;
      page.on('load', () => loadCount++);
      await page.goto(site.url);
      await waitForMovingVideo(page);
      const { playlistUrl } = await openSession(scene.gateway.url, cameraId);
      const plain = await openHlsJsPage(test.browser, 'hls.js', playlistUrl);
      scene.opened.push(plain);
      const { session } = await page.evaluate(() => {
        const element = document.querySelector('rpi-live-camera') as unknown as { session: { id: string } };
        return { session: element.session.id };
      });

      for (let restart = 0; restart <= restartCount; restart++) {
        const { framesPerSecond, size } = shapes[restart % shapes.length]!;
        await until(async () => `${(await videoFacts(page)).width}` === size.split('x')[0], {
          what: `the picture of run ${restart} in the tag`,
          withinMs: 20_000,
        });
        await waitForMovingVideo(page);
        const before = await plain.facts();
        await delay(runSeconds * 1000);
        const after = await plain.facts();
        const shown = after.shownFrames - before.shownFrames;
        // Plain hls.js waits up to 10 s, its own patience, before it steps over what the silence left out.
        const least = (runSeconds - 12) * framesPerSecond * 0.9;
        assert.ok(shown > least, `hls.js showed ${shown} pictures in run ${restart}, ${size}`);
        if (restart === restartCount) break;
        const url = camera.heard.filter(({ action }) => action === 'START_LIVE_STREAM').at(-1)?.output?.url;
        const encoders = await ffmpegsNaming(`:${new URL(url ?? '').port}?mode=caller`);
        assert.equal(encoders.length, 1);
        for (const { pid } of encoders) process.kill(pid, 'SIGKILL');
      }

      const { errors } = await plain.facts();
      assert.deepEqual(
        errors.filter(({ fatal }) => fatal),
        [],
      );
      assert.equal(loadCount, 1);
      const last = await page.evaluate(() => {
        const element = document.querySelector('rpi-live-camera') as unknown as { session: { id: string } };
        return element.session.id;
      });
      assert.equal(last, session, 'the tag kept its session');
      assert.equal(new Set(camera.heard.flatMap(({ runId }) => runId ?? [])).size, restartCount + 1);
      assert.ok(test.playlists.checkedCount > 5000, `${test.playlists.checkedCount} playlists were checked`);
    } finally {
      await test.close().finally(() => scene.close());
    }
  });
});
