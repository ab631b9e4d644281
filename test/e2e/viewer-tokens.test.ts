/** A gateway that wants tokens, and pages that have them: for a few seconds each, for ever, and no longer. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createViewerToken } from '@rpi-live-camera/gateway/tokens';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { startGatewayProcess } from '../support/gateway-process.js';
import { waitForMovingVideo, waitForState } from '../support/page-video.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

const secret = 'a secret of thirty-two bytes or more';
const tokenLifeMs = 6000;
const renewals = 4;

/** Notes what the element says, and the longest time between two pictures. */
const noting = `<script>
  const camera = document.querySelector('rpi-live-camera');
  camera.getToken = () => mintToken();
  const states = [], sessions = [], ends = [];
  camera.addEventListener('statechange', () => states.push(camera.state));
  camera.addEventListener('sessionstart', ({ detail }) => sessions.push(detail.sessionId));
  camera.addEventListener('sessionend', ({ detail }) => ends.push(detail.reason));
  let longestGapMs = 0;
  function watchPictures() {
    const video = camera.shadowRoot.querySelector('video');
    let lastAtMs = performance.now();
    video.requestVideoFrameCallback(function shown(nowMs) {
      longestGapMs = Math.max(longestGapMs, nowMs - lastAtMs);
      lastAtMs = nowMs;
      video.requestVideoFrameCallback(shown);
    });
  }</script></html>`;

describe('a page whose viewer has tokens', () => {
  let test: TestBrowser;
  let scene: Scene;
  before(async () => {
    test = await launchBrowser();
    scene = await startScene({ auth: { mode: 'jwt', secret } });
    await scene.startCamera();
  });
  after(async () => {
    await scene.close();
    await test.close();
  });

  /** A tab of a site that gives tokens by `mint`. */
  async function openTab(mint: () => Promise<string>, attributes = 'autoplay muted'): Promise<Page> {
    const html = pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId, attributes });
    const site = await startStaticSite({ '/': html.replace('</html>', noting) });
    scene.opened.push(site);
    const page = await test.browser.newPage();
    await page.exposeFunction('mintToken', mint);
    await page.goto(site.url);
    return page;
  }

  for (const transport of ['hls', 'fmp4']) {
    it(`sees one unbroken picture by ${transport} through tokens of ${tokenLifeMs} ms`, async () => {
      let mintedCount = 0;
      const page = await openTab(() => {
        mintedCount += 1;
        return createViewerToken({ secret, cameras: [cameraId], expiresInMs: tokenLifeMs });
      }, `autoplay muted transport="${transport}"`);
      await waitForMovingVideo(page);
      await page.evaluate('watchPictures(), states.splice(0)');
      await until(() => mintedCount > renewals, {
        what: `${renewals} fresh tokens`,
        withinMs: 2 * renewals * tokenLifeMs,
      });
      await waitForMovingVideo(page);
      const noted = (await page.evaluate('({ states, ends, sessions, longestGapMs })')) as {
        states: string[];
        ends: string[];
        sessions: string[];
        longestGapMs: number;
      };
      assert.deepEqual([noted.ends, noted.sessions.length], [[], 1]);
      // A machine at its limits lets a player wait for the next picture, whatever the tokens do.
      const others = noted.states.filter((state) => state !== 'playing' && state !== 'buffering');
      assert.deepEqual(others, []);
      assert.ok(noted.longestGapMs < 1500, `${noted.longestGapMs} ms without a picture`);
      await page.close();
    });
  }

  it('is told when it gets no further token, and sees nothing after the end of the last', async () => {
    let isSignedIn = true;
    let expiresAtMs = 0;
    const page = await openTab(async () => {
      if (!isSignedIn) throw new Error('signed out');
      expiresAtMs = Date.now() + tokenLifeMs;
      return createViewerToken({ secret, cameras: [cameraId], expiresInMs: tokenLifeMs });
    });
    const media: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/live/')) media.push(request.url());
    });
    await waitForMovingVideo(page);
    isSignedIn = false;
    const facts = await waitForState(page, 'failed', 2 * tokenLifeMs);
    assert.equal(facts.errorCode, 'unauthorized');
    assert.ok(Date.now() >= expiresAtMs - 1000, 'not before');
    await page.getByRole('paragraph').filter({ hasText: 'sign in again' }).waitFor();
    assert.ok(media.length > 0);
    assert.equal((await fetch(media.at(-1) ?? '')).status, 404);
    await page.close();
  });

  it('is told at once when it has none', async () => {
    const page = await openTab(async () => '');
    assert.equal((await waitForState(page, 'failed')).errorCode, 'unauthorized');
    await page.close();
  });

  it('is told when an administrator shuts its viewer out', async () => {
    const page = await openTab(() =>
      createViewerToken({ secret, cameras: [cameraId], subject: 'eve', expiresInMs: 60_000 }),
    );
    await waitForMovingVideo(page);
    const admin = await createViewerToken({
      secret,
      cameras: ['*'],
      actions: ['admin'],
      expiresInMs: 60_000,
    });
    const response = await fetch(`${scene.gateway.url}/api/v1/revocations`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${admin}` },
      body: JSON.stringify({ sub: 'eve' }),
    });
    assert.deepEqual(await response.json(), { ended: 1 });
    const facts = await waitForState(page, 'failed');
    assert.equal(facts.errorCode, 'unauthorized');
    assert.ok(!scene.gateway.log().includes(admin), 'no token in the log');
    await page.close();
  });
});

describe('a gateway without tokens', () => {
  const warning = /anybody who reaches this port can watch: set auth\.mode/g;
  const logOf = async (host: string): Promise<string> => {
    const gateway = await startGatewayProcess({
      config: { host, cameras: [{ id: cameraId }], mqtt: { url: 'mqtt://127.0.0.1:9' } },
    });
    await until(() => gateway.log().includes('the gateway listens'), { what: 'its start', withinMs: 5000 });
    await gateway.stop();
    return gateway.log();
  };

  it('warns once at its start, unless nobody but its own machine reaches it', async () => {
    assert.equal([...(await logOf('0.0.0.0')).matchAll(warning)].length, 1);
    assert.doesNotMatch(await logOf('127.0.0.1'), warning);
  });
});
