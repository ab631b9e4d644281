import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { german } from '../../packages/player/src/texts/german.js';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { type StaticSite, startStaticSite } from '../support/static-site.js';

const regionName = () =>
  document.querySelector('rpi-live-camera')?.shadowRoot?.querySelector('[role="region"]')?.ariaLabel;

describe('a German page of another origin', () => {
  let test: TestBrowser;
  let scene: Scene;
  let site: StaticSite;

  before(async () => {
    scene = await startScene();
    const { url } = scene.gateway;
    const page = (script: string) => `<!doctype html><html lang="de-AT"><title>Vogelhaus</title>
${script}<rpi-live-camera gateway="${url}" camera="${cameraId}" poster=""></rpi-live-camera></html>`;
    site = await startStaticSite({
      '/module': page(`<script type="module" src="${url}/player.js"></script>`),
      '/classic': page(`<script src="${url}/player.iife.js"></script>`),
    });
    scene.opened.push(site);
    test = await launchBrowser();
  });
  after(async () => {
    await test?.close();
    await scene?.close();
  });

  const says = (page: Page, name: string) =>
    page.waitForFunction(`(${regionName})() === ${JSON.stringify(name)}`, undefined, { timeout: 5000 });

  for (const kind of ['module', 'classic']) {
    it(`reads German, which the ${kind} script gets from where it came from itself`, async () => {
      const page = await test.browser.newPage();
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(request.url()));
      await page.goto(`${site.url}/${kind}`);
      await says(page, german.region);
      const languages = loaded.filter((url) => /\/(german|spanish|french|japanese)-/.test(url));
      assert.equal(languages.length, 1, `no other language is loaded: ${languages}`);
      assert.ok(languages[0]?.startsWith(`${scene.gateway.url}/german-`));
      await page.close();
    });

    it(`reads English where the ${kind} script cannot get it, and nothing is thrown`, async () => {
      const page = await test.browser.newPage();
      const thrown: Error[] = [];
      page.on('pageerror', (error) => thrown.push(error));
      await page.route('**/german-*.js', (route) => route.fulfill({ status: 404 }));
      await page.goto(`${site.url}/${kind}`);
      await says(page, 'Live camera');
      assert.deepEqual(thrown, []);
      await page.close();
    });
  }
});
