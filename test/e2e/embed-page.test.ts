/** The embed page in a frame of another site, as the example in `docs/examples/iframe` says. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Frame, Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { cameraStateOf } from '../support/gateway-client.js';
import { waitForMovingVideo, waitForState } from '../support/page-video.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { type StaticSite, startStaticSite } from '../support/static-site.js';

const example = await readFile(new URL('../../docs/examples/iframe/index.html', import.meta.url), 'utf8');

/** Twice this is the end of a session that nobody hears of: too long for these tests. */
const keepAliveMs = 10_000;

/** A page of a site that shows the camera in a frame, and what the browser complains about in it. */
async function openSite(
  test: TestBrowser,
  site: StaticSite,
): Promise<{ page: Page; frame: Frame; complaints: string[] }> {
  const page = await test.browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const isAboutIcon = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !isAboutIcon) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(site.url);
  const frame = await until(() => page.frames()[1], { what: 'the frame', withinMs: 5000 });
  return { page, frame, complaints };
}

describe('the embed page in a frame of another site', () => {
  let test: TestBrowser;
  let scene: Scene;
  before(async () => {
    scene = await startScene({ sessions: { keepAliveMs } });
    await scene.startCamera();
    test = await launchBrowser();
  });
  after(async () => {
    await test?.close();
    await scene?.close();
  });

  async function serve({ gateway, opened }: Scene, change = (html: string) => html): Promise<StaticSite> {
    const html = example.replaceAll('https://gateway.example', gateway.url);
    assert.notEqual(html, example);
    const site = await startStaticSite({ '/': change(html) });
    opened.push(site);
    return site;
  }

  const untilNobodyWatches = () =>
    until(async () => (await cameraStateOf(scene.gateway.url, cameraId)).viewers === 0, {
      what: 'the viewer to be gone',
      withinMs: keepAliveMs / 2,
    });

  async function leave(page: Page): Promise<void> {
    await page.goto('about:blank');
    await untilNobodyWatches();
    await page.close();
  }

  for (const transport of ['hls', 'fmp4', 'webrtc', 'mjpeg']) {
    it(`plays by ${transport} under its own strict policy, in the whole frame, and ends when the page is left`, async () => {
      const site = await serve(scene, (html) =>
        html.replace('&amp;muted', `&amp;muted&amp;transport=${transport}`),
      );
      const { page, frame, complaints } = await openSite(test, site);
      await waitForMovingVideo(frame);
      assert.deepEqual(complaints, []);
      const [width, height, frameWidth, frameHeight] = await frame.evaluate(() => {
        const box = document.querySelector('rpi-live-camera')!.getBoundingClientRect();
        return [box.width, box.height, innerWidth, innerHeight];
      });
      assert.deepEqual([width, height], [frameWidth, frameHeight]);
      await leave(page);
    });
  }

  it('plays in a sandbox', async () => {
    const site = await serve(scene, (html) =>
      html.replace('<iframe', '<iframe sandbox="allow-scripts allow-same-origin"'),
    );
    const { page, frame } = await openSite(test, site);
    await waitForMovingVideo(frame);
    await leave(page);
  });

  it('ends when the frame is taken out of its page', async () => {
    const { page, frame } = await openSite(test, await serve(scene));
    await waitForMovingVideo(frame);
    await page.evaluate(() => document.querySelector('iframe')!.remove());
    await untilNobodyWatches();
    await page.close();
  });

  it('tells that there is no such camera', async () => {
    const site = await serve(scene, (html) =>
      html.replace(`/embed/${cameraId}?autoplay&amp;muted`, '/embed/nowhere'),
    );
    const { page, frame } = await openSite(test, site);
    assert.equal((await waitForState(frame, 'failed')).errorCode, 'camera_not_found');
    await page.close();
  });

  it('is not shown by a site that the settings do not name', async () => {
    const strict = await startScene({ embed: { frameAncestors: ['https://site.example'] } });
    try {
      const { page, frame, complaints } = await openSite(test, await serve(strict));
      await until(() => complaints.some((text) => text.includes('frame-ancestors')), {
        what: 'the browser to refuse the frame',
        withinMs: 5000,
      });
      assert.equal(await frame.locator('rpi-live-camera').count(), 0);
      await page.close();
    } finally {
      await strict.close();
    }
  });
});
