import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import type { MosquittoCamera } from '../support/mosquitto-camera.js';
import { waitForMovingVideo } from '../support/page-video.js';
import { ffmpegsNaming } from '../support/processes.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

type TransportChange = { from: string | null; to: string; code: string | null };

/** A page with the tag, which writes down how media comes. */
async function openPage(
  test: TestBrowser,
  scene: Scene,
  transport: string,
  setUp?: (page: Page) => Promise<unknown>,
) {
  const attributes = `autoplay muted transport="${transport}"`;
  const html = pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId, attributes });
  const listening = `<script>const changes = [];
    document.querySelector('rpi-live-camera').addEventListener('transportchange', ({ detail: { from, to, reason } }) =>
      changes.push({ from, to, code: reason ? reason.code : null }));</script></html>`;
  const site = await startStaticSite({ '/': html.replace('</html>', listening) });
  scene.opened.push(site);
  const page = await test.browser.newPage();
  await setUp?.(page);
  await page.goto(site.url);
  return { page, changes: () => page.evaluate('changes') as Promise<TransportChange[]> };
}

/** What becomes of requests for `live.mp4`, which WebSockets would get past. */
async function routeLiveMp4(page: Page, answer: (route: Route) => Promise<void>): Promise<void> {
  await page.addInitScript('delete globalThis.WebSocket');
  await page.route('**/live.mp4', answer);
}

async function killEncoder(camera: MosquittoCamera): Promise<void> {
  const port = new URL(camera.heard[0]?.output?.url ?? '').port;
  for (const { pid } of await ffmpegsNaming(`:${port}?mode=caller`)) process.kill(pid, 'SIGKILL');
  const first = camera.heard[0]?.runId;
  await camera.waitFor(({ action, runId }) => action === 'START_LIVE_STREAM' && runId !== first, {
    what: 'START of another run',
    withinMs: 8000,
  });
}

describe('the ways to receive a stream', () => {
  let test: TestBrowser;
  before(async () => {
    test = await launchBrowser();
  });
  after(() => test.close());

  for (const transport of ['fmp4', 'webrtc', 'mjpeg']) {
    it(`plays by ${transport}, and goes on after a restart of the camera`, async () => {
      const scene = await startScene({ ingest: { timeoutMs: 1000 } });
      try {
        const camera = await scene.startCamera();
        const { page, changes } = await openPage(test, scene, transport);
        await waitForMovingVideo(page);
        await killEncoder(camera);
        await waitForMovingVideo(page);
        assert.deepEqual(await changes(), [{ from: null, to: transport, code: null }]);
        await page.close();
      } finally {
        await scene.close();
      }
    });
  }

  it('takes the next one where the best does not come through, and says why', async () => {
    const scene = await startScene();
    try {
      await scene.startCamera();
      const { page, changes } = await openPage(test, scene, 'fmp4 mjpeg hls', (opened) =>
        routeLiveMp4(opened, (route) =>
          route.fulfill({ status: 500, body: 'a proxy that knows no streams' }),
        ),
      );
      await waitForMovingVideo(page);
      assert.deepEqual((await changes()).at(-1), { from: 'fmp4', to: 'mjpeg', code: 'stream_stalled' });
      await page.close();
    } finally {
      await scene.close();
    }
  });

  it('takes the next one where the best stays silent', async () => {
    const scene = await startScene();
    try {
      await scene.startCamera();
      const { page, changes } = await openPage(test, scene, 'fmp4 hls', (opened) =>
        routeLiveMp4(opened, () => new Promise(() => {})),
      );
      await waitForMovingVideo(page);
      assert.deepEqual((await changes()).at(-1), { from: 'fmp4', to: 'hls', code: 'stream_stalled' });
      await page.close();
    } finally {
      await scene.close();
    }
  });
});
