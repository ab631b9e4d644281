/**
 * A viewer goes back in a live stream and is live again, in the element: a few seconds in `test/e2e`, ten minutes in
 * `test/long`.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { LiveCamera } from '../../packages/player/src/live-camera.js';
import { launchBrowser, type TestBrowser } from './browser.js';
import { until } from './deadline.js';
import { waitForMovingVideo, waitForState } from './page-video.js';
import { cameraId, type Scene, startScene } from './scene.js';
import { pageWithCamera, startStaticSite } from './static-site.js';

export type GoingBackOptions = {
  /** How far they go back; ten seconds is what a key does. */
  backSeconds: number;
  /** How long the camera has been watched before. */
  watchedSeconds: number;
};

const windowMs = 660_000;
const keySeconds = 10;
/** What a live view comes to on a quiet machine, with room for a busy one. */
const liveSeconds = 1;

/** How far behind the gateway's clock the picture is, and how it comes in. */
const look = (page: Page) =>
  page.evaluate(() => {
    const camera = document.querySelector('rpi-live-camera') as LiveCamera;
    const { currentDate, session } = camera;
    const nowMs = Date.now() + (session?.clockOffsetMs ?? 0);
    return {
      behindSeconds: currentDate === null ? null : (nowMs - +currentDate) / 1000,
      sessionId: session?.id ?? null,
      transport: camera.transport,
      latency: camera.latency,
      playbackRate: camera.playbackRate,
      badge: camera.shadowRoot?.querySelector('.badge')?.textContent?.trim() ?? '',
    };
  });

const untilLive = (page: Page, transport: string) =>
  until(
    async () => {
      const facts = await look(page);
      const isLive = facts.latency !== null && facts.latency < liveSeconds && facts.badge === 'Live';
      return isLive && facts.transport === transport ? facts : undefined;
    },
    { what: `live again by ${transport}`, withinMs: 10_000 },
  );

export function describeGoingBack({ backSeconds, watchedSeconds }: GoingBackOptions): void {
  describe('going back in a live stream in a page', () => {
    let test: TestBrowser;
    let scene: Scene;
    let folder: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'going-back-'));
      // Memory holds seconds, so that the past comes from the disk.
      scene = await startScene({
        hls: { windowMs: 6000 },
        timeShift: { windowMs },
        recording: { path: folder, minFreeBytes: 0 },
      });
      await scene.startCamera();
      test = await launchBrowser();
      const keeper = await open('autoplay muted transport="fmp4"');
      await waitForMovingVideo(keeper);
      await delay(watchedSeconds * 1000);
    });
    after(async () => {
      await test?.close();
      await scene?.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function open(attributes: string): Promise<Page> {
      const html = pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId, attributes });
      const site = await startStaticSite({ '/': html });
      scene.opened.push(site);
      const page = await test.browser.newPage();
      await page.goto(site.url);
      return page;
    }

    async function goBack(page: Page): Promise<void> {
      await page.locator('rpi-live-camera').hover();
      await page.keyboard.press('Tab');
      if (backSeconds === keySeconds) return page.keyboard.press('j');
      await page.evaluate((seconds) => {
        const camera = document.querySelector('rpi-live-camera') as LiveCamera;
        const nowMs = Date.now() + (camera.session?.clockOffsetMs ?? 0);
        camera.seekTo(new Date(nowMs - seconds * 1000));
      }, backSeconds);
    }

    for (const transport of ['hls', 'fmp4', 'webrtc'])
      it(`goes back from ${transport} and is live again as before, in one session`, async (t) => {
        const page = await open(`autoplay muted controls transport="${transport}"`);
        await waitForMovingVideo(page);
        const before = await untilLive(page, transport);
        await goBack(page);
        const back = await until(
          async () => {
            const facts = await look(page);
            const isBack = (facts.behindSeconds ?? 0) > backSeconds - 2 && facts.badge.startsWith('−');
            return isBack && facts.transport === 'hls' ? facts : undefined;
          },
          { what: `a picture of ${backSeconds} seconds ago`, withinMs: 8000 },
        );
        assert.ok(back.behindSeconds! < backSeconds + 4, `${back.behindSeconds} s`);
        await waitForMovingVideo(page);
        const later = await look(page);
        assert.ok(Math.abs(later.behindSeconds! - back.behindSeconds!) < 1.5, 'nothing catches up with live');
        assert.equal(later.playbackRate, 1);
        await page.locator('rpi-live-camera [part~="live-button"]').click();
        const again = await untilLive(page, transport);
        assert.equal(again.sessionId, before.sessionId);
        t.diagnostic(`${before.latency} s behind before, ${again.latency} s afterwards`);
        await page.close();
      });

    it('keeps the place of a pause', async () => {
      const page = await open('autoplay muted controls');
      await waitForMovingVideo(page);
      await page.locator('rpi-live-camera').evaluate((camera) => (camera as unknown as LiveCamera).pause());
      await delay(4000);
      await page.locator('rpi-live-camera').evaluate((camera) => (camera as unknown as LiveCamera).play());
      await waitForState(page, 'playing');
      const { behindSeconds, badge } = await look(page);
      assert.ok(behindSeconds! > 3.5 && behindSeconds! < 7, `${behindSeconds} s`);
      assert.match(badge, /^−0:0[4-7]$/);
      await page.close();
    });
  });
}
