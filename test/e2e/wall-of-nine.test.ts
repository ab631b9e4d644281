import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { videoFacts } from '../support/page-video.js';
import { type Scene, startScene } from '../support/scene.js';
import { startStaticSite } from '../support/static-site.js';

const cameraIds = Array.from({ length: 9 }, (_, index) => `camera-${index + 1}`);
/** So small that nine of them cost two cores little. */
const shape = { size: '160x96', framesPerSecond: 10, profile: 'baseline' } as const;
const looks = 3;
const betweenLooksMs = 10_000;

/** Viewers of each camera, as the gateway counts them. */
async function viewers({ gateway }: Scene): Promise<number[]> {
  const { cameras } = (await (await fetch(`${gateway.url}/api/v1/cameras`)).json()) as {
    cameras: { viewers: number }[];
  };
  return cameras.map((camera) => camera.viewers);
}

describe('a wall of nine cameras on a gateway that speaks HTTP/1.1', () => {
  let test: TestBrowser;
  let scene: Scene;
  before(async () => {
    test = await launchBrowser();
    scene = await startScene({ cameras: cameraIds.map((id) => ({ id })) });
    for (const id of cameraIds) await scene.startCamera({ id, shapes: [shape] });
  });
  after(async () => {
    await test.close();
    await scene.close();
  });

  it('shows all of them for half a minute, each in one session, and ends these with the elements', async () => {
    const { url } = scene.gateway;
    const tags = cameraIds.map(
      (id) =>
        `<rpi-live-camera id="${id}" gateway="${url}" camera="${id}" autoplay muted disconnect-delay="0"
          style="display: inline-block; width: 30%"></rpi-live-camera>`,
    );
    const site = await startStaticSite({
      '/': `<!doctype html><title>A wall</title><script>let sessions = 0;
        document.addEventListener('sessionstart', () => { sessions += 1; }, true);</script>
        <script type="module" src="${url}/player.js"></script>${tags.join('\n')}`,
    });
    scene.opened.push(site);
    const page = await test.browser.newPage();
    await page.goto(site.url);
    const shownFrames = () =>
      Promise.all(cameraIds.map(async (id) => (await videoFacts(page, `#${id}`)).shownFrames));
    let before = await until(
      async () => {
        const frames = await shownFrames();
        return frames.every((count) => count > 0) ? frames : undefined;
      },
      { what: 'the first picture of all nine', withinMs: 30_000 },
    );
    for (let look = 1; look <= looks; look += 1) {
      await delay(betweenLooksMs);
      const now = await shownFrames();
      const moved = now.map((count, index) => count - (before[index] ?? 0));
      const atLeast = (shape.framesPerSecond * betweenLooksMs) / 1000 / 2;
      assert.ok(
        moved.every((count) => count > atLeast),
        `pictures in look ${look}: ${moved.join(' ')}`,
      );
      before = now;
    }
    assert.equal(await page.evaluate('sessions'), cameraIds.length, 'a session was lost');
    assert.deepEqual(await viewers(scene), Array(cameraIds.length).fill(1));
    await page.evaluate(() => {
      for (const camera of document.querySelectorAll('rpi-live-camera')) camera.remove();
    });
    await until(async () => (await viewers(scene)).every((count) => count === 0), {
      what: 'the end of all sessions',
      withinMs: 3000,
    });
    await page.close();
  });
});
