import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type BareBrowser, launchBareBrowser } from '../support/bare-browser.js';
import { until } from '../support/deadline.js';
import { cameraStateOf } from '../support/gateway-client.js';
import { waitForMovingVideo } from '../support/page-video.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

describe('the back/forward cache', () => {
  let browser: BareBrowser;
  let scene: Scene;
  before(async () => {
    scene = await startScene();
    await scene.startCamera();
    browser = await launchBareBrowser();
  });
  after(async () => {
    await browser?.close();
    await scene?.close();
  });

  const viewers = async () => (await cameraStateOf(scene.gateway.url, cameraId)).viewers;

  for (const transport of ['hls', 'fmp4', 'webrtc', 'mjpeg']) {
    it(`takes a page that plays by ${transport}, without its session, and gives it back live`, async () => {
      const attributes = `autoplay muted transport="${transport}"`;
      const site = await startStaticSite({
        '/': pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId, attributes }),
        '/next': '<!doctype html><title>The next page</title>',
      });
      scene.opened.push(site);
      const { page } = await browser.openTab(site.url);
      await waitForMovingVideo(page);
      await page.evaluate(() => Object.assign(globalThis, { loadedOnce: true }));
      await page.goto(`${site.url}/next`);
      await until(async () => (await viewers()) === 0, { what: 'the end of the session', withinMs: 1500 });
      await page.goBack({ waitUntil: 'commit' });
      const whyNot = await page.evaluate(() => {
        const [navigation] = performance.getEntriesByType('navigation') as (PerformanceEntry & {
          notRestoredReasons?: unknown;
        })[];
        return JSON.stringify(navigation?.notRestoredReasons ?? null);
      });
      assert.equal(await page.evaluate('globalThis.loadedOnce'), true, `it was loaded anew: ${whyNot}`);
      await waitForMovingVideo(page);
      assert.equal(await viewers(), 1);
      await page.close();
      await until(async () => (await viewers()) === 0, { what: 'no viewer', withinMs: 5000 });
    });
  }
});
