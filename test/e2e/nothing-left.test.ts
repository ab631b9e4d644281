import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until, within } from '../support/deadline.js';
import { cameraStateOf } from '../support/gateway-client.js';
import { type HoldingRelay, startHoldingRelay } from '../support/holding-relay.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { startStaticSite } from '../support/static-site.js';

const transports = ['hls', 'fmp4', 'webrtc', 'mjpeg'];
const rounds = 3;
/**
 * Lit keeps the template of each screen that has been shown, and which ones are depends on how quickly the camera starts.
 * A single element that stayed would be more nodes than this.
 */
const maxTemplateNodes = 20;
/** Longer than a server keeps a connection that nobody uses. */
const idleConnectionMs = 30_000;

type Leftovers = { nodes: number; documents: number; jsEventListeners: number };

/** What the page holds when all garbage is gone. */
async function leftovers(devtools: CDPSession): Promise<Leftovers> {
  // What waits for the end of something else goes in the second round.
  for (let round = 0; round < 2; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  return devtools.send('Memory.getDOMCounters');
}

/** Types of the listeners on the page itself, as `getEventListeners` of the developer tools lists them. */
async function pageListeners(devtools: CDPSession): Promise<string> {
  const { result } = await devtools.send('Runtime.evaluate', {
    expression:
      '[window, document].flatMap((target) => Object.keys(getEventListeners(target))).sort().join(" ")',
    includeCommandLineAPI: true,
    returnByValue: true,
  });
  return String(result.value);
}

describe('an element that is removed', () => {
  let test: TestBrowser;
  let scene: Scene;
  let relay: HoldingRelay;
  before(async () => {
    test = await launchBrowser();
    scene = await startScene();
    await scene.startCamera();
    relay = await startHoldingRelay(scene.gateway.url);
    scene.opened.push(relay);
  });
  after(async () => {
    await test.close();
    await scene.close();
  });

  /** One element for each transport, and one more that is removed while it starts. */
  async function mountAndRemove(page: Page): Promise<void> {
    for (const transport of [...transports, 'hurry']) {
      const playing = page.evaluate(
        async ({ gatewayUrl, camera, wanted }) => {
          const element = document.createElement('rpi-live-camera') as HTMLElement & { state: string };
          const settings = { gateway: gatewayUrl, camera, transport: wanted, 'disconnect-delay': '0' };
          for (const [name, value] of Object.entries(settings)) element.setAttribute(name, value);
          for (const name of ['autoplay', 'muted', 'controls', 'stats']) element.toggleAttribute(name, true);
          document.body.append(element);
          if (wanted === 'hurry') element.setAttribute('transport', 'auto');
          else {
            await new Promise<void>((resolve) => {
              element.addEventListener('statechange', () => element.state === 'playing' && resolve());
            });
          }
          element.remove();
        },
        { gatewayUrl: relay.url, camera: cameraId, wanted: transport },
      );
      await within(playing, { what: `the element to play by ${transport}`, withinMs: 15_000 });
    }
    await until(async () => (await cameraStateOf(scene.gateway.url, cameraId)).viewers === 0, {
      what: 'the end of all sessions',
      withinMs: 3000,
    });
  }

  it('leaves no session, no connection, no listener and no node behind', async () => {
    const site = await startStaticSite({
      '/': `<!doctype html><title>Coming and going</title><script type="module" src="${relay.url}/player.js"></script>`,
    });
    scene.opened.push(site);
    const page = await test.browser.newPage();
    await page.goto(site.url);
    await page.evaluate(() => customElements.whenDefined('rpi-live-camera').then(() => {}));
    const devtools = await page.context().newCDPSession(page);
    const listenersBefore = await pageListeners(devtools);
    await mountAndRemove(page);
    const once = await leftovers(devtools);
    for (let round = 1; round < rounds; round += 1) await mountAndRemove(page);
    const atLast = await until(
      async () => {
        const now = await leftovers(devtools);
        return now.nodes <= once.nodes + maxTemplateNodes && now.jsEventListeners <= once.jsEventListeners
          ? now
          : undefined;
      },
      { what: `no more than after the first round, ${JSON.stringify(once)}`, withinMs: 10_000, everyMs: 500 },
    );
    assert.equal(atLast.documents, once.documents);
    assert.equal(await pageListeners(devtools), listenersBefore);
    assert.equal(await page.evaluate(() => document.querySelectorAll('rpi-live-camera').length), 0);
    await until(() => relay.openCount() === 0, {
      what: 'the end of all connections',
      withinMs: idleConnectionMs,
    });
    await page.close();
  });
});
