/**
 * What befalls a page that stays open: it is hidden, the machine sleeps, the network goes, gateway and camera are
 * restarted, the right to watch runs out. After each the picture is live again without a reload, and the gateway counts
 * one viewer. Run short in every test run, and as long as in life in the long one.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type BareBrowser, launchBareBrowser } from './bare-browser.js';
import { until } from './deadline.js';
import { startHoldingRelay } from './holding-relay.js';
import type { MosquittoCamera } from './mosquitto-camera.js';
import { videoFacts, waitForState } from './page-video.js';
import { type Scene, startScene } from './scene.js';
import { startTokenGate } from './token-gate.js';
import {
  assertBackAtLive,
  hiddenDelaySeconds,
  leave,
  letTokenExpire,
  viewersOf,
  watch,
  watchWithToken,
} from './watched-tab.js';

export type PageTroubles = {
  /** How long the page is behind another one. */
  backgroundMs: number;
  /** How long no process of the browser runs. */
  sleepMs: number;
  networkOffMs: number;
  /** By which it plays through a sleep and a silent network; through the rest as the gateway advises. */
  transports: readonly string[];
};

/** Chromium then runs the timers of a hidden page once a minute: keep-alives come too late, and the session is replaced. */
const timersThrottledAfterMs = 300_000;
/** So that a camera which was lost is noticed soon. */
const ingest = { timeoutMs: 1000 };

export function describePageTroubles(troubles: PageTroubles): void {
  const { backgroundMs, sleepMs, networkOffMs, transports } = troubles;
  describe('a page that stays open', () => {
    let browser: BareBrowser;
    let scene: Scene;
    let camera: MosquittoCamera;
    before(async () => {
      scene = await startScene({ ingest });
      camera = await scene.startCamera();
      browser = await launchBareBrowser();
    });
    after(async () => {
      await browser?.close();
      await scene?.close();
    });

    // One trouble that was not overcome is not to spoil the next.
    afterEach(async () => {
      browser.goOn();
      await browser.closeTabs();
    });

    it('holds no session while it is behind another one, and is live when it is seen again', async (t) => {
      const tab = await watch(browser, scene);
      const other = await browser.openTab('about:blank');
      await until(async () => (await viewersOf(scene)) === 0, {
        what: 'the session to be given back',
        withinMs: hiddenDelaySeconds * 1000 + 3000,
      });
      await delay(backgroundMs);
      assert.equal(await viewersOf(scene), 0);
      assert.equal((await videoFacts(tab.page)).state, 'paused');
      await tab.show();
      await assertBackAtLive(tab, scene, t);
      await other.page.close();
      await leave(tab, scene);
    });

    it('is live again when the gateway was away just as it was seen again', async (t) => {
      const tab = await watch(browser, scene);
      const other = await browser.openTab('about:blank');
      await until(async () => (await viewersOf(scene)) === 0, {
        what: 'the session to be given back',
        withinMs: hiddenDelaySeconds * 1000 + 3000,
      });
      await scene.gateway.kill();
      await tab.show();
      await waitForState(tab.page, 'reconnecting');
      await scene.restartGateway();
      await assertBackAtLive(tab, scene, t);
      await other.page.close();
      await leave(tab, scene);
    });

    it('keeps its session in the background where it is told to, and is live when it is seen again', async (t) => {
      const tab = await watch(browser, scene, { more: 'when-hidden="keep"' });
      const other = await browser.openTab('about:blank');
      await delay(backgroundMs);
      assert.equal(await viewersOf(scene), 1);
      await tab.show();
      await assertBackAtLive(tab, scene, t);
      const restless = (await tab.states()).filter((state) => state !== 'buffering' && state !== 'playing');
      if (backgroundMs < timersThrottledAfterMs) assert.deepEqual(restless, []);
      await other.page.close();
      await leave(tab, scene);
    });

    it('lets go when the browser freezes it, and comes back when that ends', async (t) => {
      const tab = await watch(browser, scene, { more: 'when-hidden="keep"' });
      const other = await browser.openTab('about:blank');
      await tab.devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
      await until(async () => (await viewersOf(scene)) === 0, {
        what: 'the session to be given back',
        withinMs: 3000,
      });
      await tab.show();
      await assertBackAtLive(tab, scene, t);
      await other.page.close();
      await leave(tab, scene);
    });

    for (const transport of transports) {
      it(`comes back at once by ${transport} when the machine has slept`, async (t) => {
        const tab = await watch(browser, scene, { more: `transport="${transport}"` });
        browser.stop();
        await delay(sleepMs);
        browser.goOn();
        await assertBackAtLive(tab, scene, t);
        assert.deepEqual(
          await tab.page.evaluate('ends'),
          ['frozen'],
          'something else noticed the sleep first',
        );
        await leave(tab, scene);
      });

      it(`comes back by ${transport} when nothing has come through for a while`, async (t) => {
        const relay = await startHoldingRelay(scene.gateway.url);
        scene.opened.push(relay);
        const more = `transport="${transport}"`;
        const tab = await watch(browser, scene, { gatewayUrl: relay.url, more });
        relay.hold();
        await delay(networkOffMs);
        relay.release();
        await assertBackAtLive(tab, scene, t);
        await leave(tab, scene);
      });
    }

    it('comes back when the browser had no network for a while, and has not asked all the time', async (t) => {
      const tab = await watch(browser, scene);
      let askedCount = 0;
      tab.page.on('request', () => {
        askedCount += 1;
      });
      const line = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
      await tab.devtools.send('Network.enable');
      await tab.devtools.send('Network.emulateNetworkConditions', { ...line, offline: true });
      await waitForState(tab.page, 'reconnecting');
      askedCount = 0;
      await delay(networkOffMs);
      const limit = 10 + networkOffMs / 1000;
      assert.ok(askedCount < limit, `asked ${askedCount} times in ${networkOffMs} ms`);
      await tab.devtools.send('Network.emulateNetworkConditions', { ...line, offline: false });
      await assertBackAtLive(tab, scene, t);
      await leave(tab, scene);
    });

    it('outlives a restart of the gateway', async (t) => {
      const tab = await watch(browser, scene);
      await scene.gateway.kill();
      await waitForState(tab.page, 'reconnecting');
      await scene.restartGateway();
      await assertBackAtLive(tab, scene, t);
      await leave(tab, scene);
    });

    it('outlives a restart of the camera', async (t) => {
      const tab = await watch(browser, scene);
      await camera.close();
      await waitForState(tab.page, 'reconnecting');
      camera = await scene.startCamera();
      await assertBackAtLive(tab, scene, t);
      await leave(tab, scene);
    });

    it('goes on with another session, and without reconnecting, when its keep-alives want a newer token', async (t) => {
      const gate = await startTokenGate(scene.gateway.url);
      scene.opened.push(gate);
      const tab = await watchWithToken(browser, scene, gate.url);
      await letTokenExpire(tab, gate, ['keep-alives']);
      await assertBackAtLive(tab, scene, t);
      assert.deepEqual(
        (await tab.states()).filter((state) => state !== 'buffering' && state !== 'playing'),
        [],
      );
      assert.equal(gate.refusedCount, 1);
      await leave(tab, scene);
    });

    it('goes on with another session when its media want a newer token', async (t) => {
      const gate = await startTokenGate(scene.gateway.url);
      scene.opened.push(gate);
      const tab = await watchWithToken(browser, scene, gate.url);
      await letTokenExpire(tab, gate, ['keep-alives', 'media']);
      await assertBackAtLive(tab, scene, t);
      await leave(tab, scene);
    });
  });
}
