import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { cameraStateOf } from '../support/gateway-client.js';
import { videoFacts } from '../support/page-video.js';
import { cameraId, quickSessions, type Scene, startScene } from '../support/scene.js';
import { startStaticSite } from '../support/static-site.js';

const transports = ['hls', 'fmp4', 'mjpeg'];

describe('several elements on one camera', () => {
  let test: TestBrowser;
  let scene: Scene;
  before(async () => {
    test = await launchBrowser();
    scene = await startScene();
    await scene.startCamera();
  });
  after(async () => {
    await test.close();
    await scene.close();
  });

  const viewers = async () => (await cameraStateOf(scene.gateway.url, cameraId)).viewers;

  it('are one viewer, each by a transport of its own, until the last of them has left', async () => {
    const { url } = scene.gateway;
    const tags = transports.map(
      (transport) =>
        `<rpi-live-camera id="${transport}" gateway="${url}" camera="${cameraId}" transport="${transport}"
          autoplay muted disconnect-delay="0"></rpi-live-camera>`,
    );
    const site = await startStaticSite({
      '/': `<!doctype html><title>Three of one</title>
        <script type="module" src="${url}/player.js"></script>${tags.join('\n')}`,
    });
    scene.opened.push(site);
    const page = await test.browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') asked.push(new URL(request.url()).pathname.replace(/.*\//, ''));
    });
    await page.goto(site.url);
    const plays = (transport: string) =>
      until(
        async () => {
          const { state, shownFrames, currentTime } = await videoFacts(page, `#${transport}`);
          return state === 'playing' && (shownFrames > 20 || currentTime > 1);
        },
        { what: `pictures by ${transport}`, withinMs: 20_000 },
      );
    for (const transport of transports) await plays(transport);
    const remove = (transport: string) =>
      page.evaluate((id) => document.querySelector(`#${id}`)?.remove(), transport);
    const count = (action: string) => asked.filter((each) => each === action).length;
    assert.deepEqual([await viewers(), count('sessions')], [1, 1]);
    await remove('hls');
    await remove('mjpeg');
    const before = count('keepalive');
    await until(() => count('keepalive') >= before + 2, {
      what: 'the session to be kept for the one that is left',
      withinMs: 4 * quickSessions.keepAliveMs + 2000,
    });
    await plays('fmp4');
    assert.deepEqual([await viewers(), count('close')], [1, 0]);
    await remove('fmp4');
    await until(async () => (await viewers()) === 0, { what: 'no viewer', withinMs: 2000 });
    assert.deepEqual([count('sessions'), count('close')], [1, 1]);
    await page.close();
  });
});
