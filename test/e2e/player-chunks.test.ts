import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { english } from '../../packages/player/src/texts/english.js';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { waitForMovingVideo, waitForState } from '../support/page-video.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { pageWithCamera, type StaticSite, startStaticSite } from '../support/static-site.js';

const errorCode = () =>
  document.querySelector('rpi-live-camera')?.shadowRoot?.querySelector('[part="error-code"]')?.textContent;

describe('a page that loads the player piece by piece', () => {
  let test: TestBrowser;
  let scene: Scene;
  let site: StaticSite;
  let page: Page;

  before(async () => {
    scene = await startScene();
    const gatewayUrl = scene.gateway.url;
    const pageWith = (attributes: string) => pageWithCamera({ gatewayUrl, cameraId, attributes });
    const autoplaying = pageWith('autoplay muted');
    site = await startStaticSite({
      '/idle': pageWith('controls muted'),
      '/autoplay': autoplaying,
      '/nowhere': pageWithCamera({ gatewayUrl, cameraId: 'nowhere', attributes: 'muted' }),
      '/classic': autoplaying.replace(
        /<script.*<\/script>/,
        `<script src="${gatewayUrl}/player.iife.js"></script>`,
      ),
    });
    scene.opened.push(site);
    await scene.startCamera();
    test = await launchBrowser();
  });
  after(async () => {
    await test?.close();
    await scene?.close();
  });

  it('asks for one script while nobody wants to watch', async () => {
    page = await test.browser.newPage();
    const scripts: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
    });
    await page.goto(`${site.url}/idle`, { waitUntil: 'networkidle' });
    await waitForState(page, 'idle');
    assert.deepEqual(scripts, ['/player.js']);
    await page.close();
  });

  it('asks for one script, too, where that is the classic one, and plays by it', async () => {
    page = await test.browser.newPage();
    const scripts: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
    });
    await page.goto(`${site.url}/classic`);
    await waitForMovingVideo(page);
    assert.deepEqual(scripts, ['/player.iife.js']);
    await page.close();
  });

  it('asks for the session without waiting for what plays it', async () => {
    page = await test.browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    // Never answered.
    await page.route('**/playback-*.js', () => {});
    await page.goto(`${site.url}/autoplay`);
    await until(() => asked.some((url) => url.endsWith('/sessions')), {
      what: 'the request for a session',
      withinMs: 5000,
    });
    await waitForState(page, 'starting');
    await page.close();
  });

  it('says a failure once, in the words that come after it', async () => {
    page = await test.browser.newPage();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/english-*.js', async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(`${site.url}/nowhere`);
    await waitForState(page, 'idle');
    await page.evaluate(() => {
      const { shadowRoot } = document.querySelector('rpi-live-camera')!;
      const announcer = shadowRoot!.querySelector('[role="status"]')!;
      const said: string[] = [];
      new MutationObserver(() => said.push(announcer.textContent)).observe(announcer, {
        childList: true,
        characterData: true,
        subtree: true,
      });
      Object.assign(globalThis, { said });
    });
    await page.locator('rpi-live-camera [part~="play-button"]').click();
    await waitForState(page, 'failed');
    const heard = () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    assert.deepEqual(
      (await heard()).filter((text) => text !== ''),
      ['Waking the camera.'],
    );
    release();
    await until(
      async () => (await heard()).some((text) => text.startsWith(english.errors.camera_not_found.title)),
      {
        what: 'the failure to be said',
        withinMs: 5000,
      },
    );
    assert.equal((await heard()).filter((text) => text !== '').length, 2);
    await page.close();
  });

  for (const chunk of ['playback', 'gateway-answers']) {
    it(`says that it is incomplete where it cannot load ${chunk}, and loads it when it can`, async () => {
      page = await test.browser.newPage();
      const thrown: Error[] = [];
      page.on('pageerror', (error) => thrown.push(error));
      await page.route(`**/${chunk}-*.js`, (route) => route.fulfill({ status: 404 }));
      await page.goto(`${site.url}/autoplay`);
      await waitForState(page, 'failed');
      assert.equal(await page.evaluate(errorCode), 'player_incomplete');
      assert.deepEqual(thrown, []);
      await page.unroute(`**/${chunk}-*.js`);
      await page.locator('rpi-live-camera [part~="retry-button"]').click();
      await waitForState(page, 'playing');
      await page.close();
    });
  }
});
