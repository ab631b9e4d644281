import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { type HoldingRelay, startHoldingRelay } from '../support/holding-relay.js';
import { waitForMovingVideo } from '../support/page-video.js';
import { cameraId, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

/** How long the page gets nothing: longer than what a player keeps in hand, shorter than what ends its session. */
const awayMs = 3000;
const sessions = { keepAliveMs: 10_000 };
/** What every transport comes to on a quiet machine, with room for a busy one. */
const liveSeconds = 1;

/** As when the lid is closed: nothing of the page runs. */
async function sleep(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await delay(awayMs);
  await devTools.send('Page.setWebLifecycleState', { state: 'active' });
}

async function loseNetwork(_page: Page, relay: HoldingRelay): Promise<void> {
  relay.hold();
  await delay(awayMs);
  relay.release();
}

const latency = (page: Page) =>
  page.evaluate('document.querySelector("rpi-live-camera").latency') as Promise<number | null>;

describe('a page that was away', () => {
  let test: TestBrowser;
  before(async () => {
    test = await launchBrowser();
  });
  after(() => test.close());

  for (const transport of ['hls', 'fmp4'])
    for (const goAway of [sleep, loseNetwork])
      it(`is live again, by ${transport} after ${goAway.name}, in the same session`, async () => {
        const scene = await startScene({ sessions });
        try {
          await scene.startCamera();
          const relay = await startHoldingRelay(scene.gateway.url);
          scene.opened.push(relay);
          const attributes = `autoplay muted transport="${transport}"`;
          const html = pageWithCamera({ gatewayUrl: relay.url, cameraId, attributes });
          const site = await startStaticSite({ '/': html });
          scene.opened.push(site);
          const page = await test.browser.newPage();
          await page.goto(site.url);
          await waitForMovingVideo(page);
          const session = await page.evaluate('document.querySelector("rpi-live-camera").session.id');
          await goAway(page, relay);
          // What it says before is from before.
          await waitForMovingVideo(page);
          await until(async () => ((await latency(page)) ?? Number.POSITIVE_INFINITY) < liveSeconds, {
            what: `a delay below ${liveSeconds} s`,
            withinMs: 10_000,
          });
          assert.equal(await page.evaluate('document.querySelector("rpi-live-camera").session.id'), session);
          await page.close();
        } finally {
          await scene.close();
        }
      });
});
