import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { cameraStateOf, openSession } from '../support/gateway-client.js';
import type { MosquittoCamera } from '../support/mosquitto-camera.js';
import { videoFacts, waitForMovingVideo } from '../support/page-video.js';
import { cameraId, quickSessions, type Scene, startScene } from '../support/scene.js';
import { pageWithCamera, type StaticSite, startStaticSite } from '../support/static-site.js';

const { graceMs, keepAliveMs } = quickSessions;
/** Also where a page's goodbye is lost. */
const stopWithinMs = 2 * keepAliveMs + graceMs + 2000;

const runsOf = (camera: MosquittoCamera) =>
  new Set(camera.heard.filter(({ action }) => action === 'START_LIVE_STREAM').map(({ runId }) => runId));
const isStop = ({ action }: { action: string }) => action === 'STOP_LIVE_STREAM';

describe('several viewers of one camera', () => {
  let test: TestBrowser;
  let scene: Scene;
  let camera: MosquittoCamera;
  let site: StaticSite;
  before(async () => {
    test = await launchBrowser();
    scene = await startScene();
    camera = await scene.startCamera();
    site = await startStaticSite({ '/': pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId }) });
    scene.opened.push(site);
  });
  after(() => test.close().finally(() => scene.close()));

  // A viewer that a failed test has left would keep the camera awake in the next.
  afterEach(async () => {
    const pages = test.browser.contexts().flatMap((context) => context.pages());
    await Promise.all(pages.map((page) => page.close()));
  });

  it('share one run, and the first leaving does not disturb the second', async () => {
    const first = await test.browser.newPage();
    await first.goto(site.url);
    await waitForMovingVideo(first);
    const second = await test.browser.newPage();
    await second.goto(site.url);
    await waitForMovingVideo(second);
    assert.equal((await cameraStateOf(scene.gateway.url, cameraId)).viewers, 2);
    const states = await second.evaluate(() => {
      const seen: string[] = [];
      const element = document.querySelector('rpi-live-camera') as HTMLElement & { state: string };
      element.addEventListener('statechange', () => seen.push(element.state));
      Object.assign(globalThis, { seenStates: seen });
      return seen;
    });
    assert.deepEqual(states, []);
    await first.close();
    await until(async () => (await cameraStateOf(scene.gateway.url, cameraId)).viewers === 1, {
      what: 'the first viewer to be gone',
      withinMs: 2 * keepAliveMs + 2000,
    });
    const before = await videoFacts(second);
    await until(
      async () => (await videoFacts(second)).currentTime > before.currentTime + graceMs / 1000 + 2,
      {
        what: 'the second viewer to watch on past the grace',
        withinMs: graceMs + 8000,
      },
    );
    const seen = (await second.evaluate(() => Reflect.get(globalThis, 'seenStates'))) as string[];
    // A busy machine may be late with a picture; what leads back to one is not needed.
    assert.deepEqual(
      seen.filter((state) => state !== 'buffering' && state !== 'playing'),
      [],
    );
    assert.equal(runsOf(camera).size, 1);
    assert.equal(camera.heard.some(isStop), false);
    await second.close();
    await camera.waitFor(isStop, { what: 'STOP after the last viewer', withinMs: stopWithinMs });
  });

  it('frees the camera when the only tab is killed', async () => {
    const heardBefore = camera.heard.length;
    const doomed = await launchBrowser();
    const page = await doomed.browser.newPage();
    await page.goto(site.url);
    await waitForMovingVideo(page);
    await doomed.closeHard();
    await until(() => camera.heard.slice(heardBefore).some(isStop), {
      what: 'STOP after the tab was killed',
      withinMs: stopWithinMs,
    });
    assert.equal((await cameraStateOf(scene.gateway.url, cameraId)).viewers, 0);
  });

  it('gives a new viewer within the grace the same run, and a later one another', async () => {
    const one = await openSession(scene.gateway.url, cameraId);
    const runs = runsOf(camera).size;
    await one.close();
    assert.equal((await one.keepAlive()).status, 410);
    assert.equal((await fetch(one.playlistUrl)).status, 404);
    const two = await openSession(scene.gateway.url, cameraId);
    assert.equal(runsOf(camera).size, runs);
    const heardBefore = camera.heard.length;
    await two.close();
    await until(() => camera.heard.slice(heardBefore).some(isStop), {
      what: 'STOP after the grace',
      withinMs: stopWithinMs,
    });
    const three = await openSession(scene.gateway.url, cameraId);
    assert.equal(runsOf(camera).size, runs + 1);
    assert.equal((await fetch(two.playlistUrl)).status, 404);
    await three.close();
  });
});
