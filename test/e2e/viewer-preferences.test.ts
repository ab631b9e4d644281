/** What viewers have asked their system for, in the faces that go by it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { type GalleryServer, startGallery } from '../screens/gallery-server.js';
import { launchBrowser, type TestBrowser } from '../support/browser.js';

type Spinner = { animations: string; colors: string[] };

/** To be called in the page: a player that waits for more. */
async function readSpinner(): Promise<Spinner> {
  await showScene({ name: 'buffering', attributes: {} });
  const root = document.querySelector('test-camera')!.shadowRoot!;
  const { animationName, borderTopColor, borderLeftColor } = getComputedStyle(
    root.querySelector('.spinner')!,
  );
  return { animations: animationName, colors: [borderTopColor, borderLeftColor] };
}

describe('what a viewer prefers', () => {
  let gallery: GalleryServer;
  let test: TestBrowser;
  let page: Page;

  before(async () => {
    gallery = await startGallery();
    test = await launchBrowser();
    page = await test.browser.newPage();
    await page.goto(gallery.url);
    await page.waitForFunction(() => typeof showScene === 'function');
  });
  after(async () => {
    await test?.close();
    await gallery?.close();
  });

  it('keeps the spinner from turning where motion is to be reduced', async () => {
    assert.match((await page.evaluate(readSpinner)).animations, /turn/);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal((await page.evaluate(readSpinner)).animations, 'appear');
  });

  it('leaves a gap in the ring where colours are forced', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    const { colors } = await page.evaluate(readSpinner);
    assert.notEqual(colors[0], colors[1]);
  });
});
