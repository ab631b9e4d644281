import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { videoFacts, waitForMovingVideo } from '../support/page-video.js';
import { startPlainProxy } from '../support/plain-proxy.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

/** One more than the six that Chromium asks of a host over HTTP/1.1, and one for good measure. */
const playerCount = 8;

type LivePlayer = HTMLElement & {
  transport: string;
  getStats(): Promise<{ details: { connection?: string } }>;
};

/** How each player of a page receives, such as `fmp4 by WebSocket`. */
const waysOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    Promise.all(
      [...document.querySelectorAll<LivePlayer>('rpi-live-camera')].map(async (player) => {
        const { details } = await player.getStats();
        return `${player.transport} by ${details.connection}`;
      }),
    ),
  );

async function openPage(test: TestBrowser, scene: Scene, gatewayUrl: string, players: number): Promise<Page> {
  const html = pageWithCamera({ gatewayUrl, cameraId, attributes: 'autoplay muted transport="fmp4"' });
  const numbered = (tag: string): string =>
    Array.from({ length: players }, (_, index) => tag.replace(' ', ` id="player-${index}" `)).join('\n');
  const site = await startStaticSite({
    '/': html.replace(/<rpi-live-camera.*<\/rpi-live-camera>/, numbered),
  });
  scene.opened.push(site);
  const page = await test.browser.newPage();
  await page.goto(site.url);
  return page;
}

describe('a gateway that speaks HTTP/1.1', () => {
  let test: TestBrowser;
  before(async () => {
    test = await launchBrowser();
  });
  after(() => test.close());

  it(`feeds ${playerCount} players of one page, each by a socket of its own, and ends all the same`, async () => {
    const scene = await startScene();
    try {
      await scene.startCamera();
      const page = await openPage(test, scene, scene.gateway.url, playerCount);
      for (let index = 0; index < playerCount; index++) {
        const facts = () => videoFacts(page, `#player-${index}`);
        const waiting = { what: `the picture of player ${index} to move`, withinMs: 20_000 };
        const first = await until(async () => {
          const now = await facts();
          return now.state === 'playing' && now.shownFrames > 0 ? now : undefined;
        }, waiting);
        await until(
          async () => ((await facts()).shownFrames > first.shownFrames + 20 ? true : undefined),
          waiting,
        );
      }
      assert.deepEqual(await waysOf(page), Array(playerCount).fill('fmp4 by WebSocket'));
      assert.equal(await scene.gateway.stop(), 0, 'it ends with its sockets open');
      await page.close();
    } finally {
      await scene.close();
    }
  });

  it('feeds a player by a response where a proxy knows no WebSockets', async () => {
    const scene = await startScene();
    try {
      await scene.startCamera();
      const proxy = await startPlainProxy(scene.gateway.url);
      scene.opened.push(proxy);
      const page = await openPage(test, scene, proxy.url, 1);
      await waitForMovingVideo(page);
      assert.deepEqual(await waysOf(page), ['fmp4 by response']);
      assert.match(proxy.upgrades.join(' '), /^\/live\/\S+\/live\.mp4$/);
      await page.close();
    } finally {
      await scene.close();
    }
  });
});
