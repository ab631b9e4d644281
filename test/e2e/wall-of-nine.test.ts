import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
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

/** A page of another origin with a tag for each camera, which counts the sessions. */
async function openWall(test: TestBrowser, scene: Scene, attributes: string): Promise<Page> {
  const { url } = scene.gateway;
  const tags = cameraIds.map(
    (id) =>
      `<rpi-live-camera id="${id}" gateway="${url}" camera="${id}" autoplay muted ${attributes}
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
  return page;
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
    const page = await openWall(test, scene, 'disconnect-delay="0"');
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

describe('a wall of nine cameras of which six never answer', () => {
  const silentIds = cameraIds.slice(0, 6);
  const goodIds = cameraIds.slice(silentIds.length);
  let test: TestBrowser;
  let scene: Scene;
  before(async () => {
    test = await launchBrowser();
    scene = await startScene({ cameras: cameraIds.map((id) => ({ id })) });
    for (const id of goodIds) await scene.startCamera({ id, shapes: [shape] });
  });
  after(async () => {
    await test.close();
    await scene.close();
  });

  it('shows the others while the six are still waited for, and says of each that its camera did not answer', async () => {
    const page = await openWall(test, scene, '');
    const factsOf = (ids: readonly string[]) => Promise.all(ids.map((id) => videoFacts(page, `#${id}`)));
    // As many requests as a browser sends to a host at a time: the others would come after the last word about the six.
    await until(async () => (await factsOf(goodIds)).every(({ shownFrames }) => shownFrames > 0), {
      what: 'the first picture of the others',
      withinMs: 30_000,
    });
    assert.deepEqual(
      (await factsOf(silentIds)).map(({ state }) => state),
      silentIds.map(() => 'starting'),
    );
    await until(async () => (await factsOf(silentIds)).every(({ state }) => state === 'failed'), {
      what: 'the end of all attempts',
      withinMs: 60_000,
    });
    assert.deepEqual(
      (await factsOf(silentIds)).map(({ errorCode }) => errorCode),
      silentIds.map(() => 'camera_timeout'),
    );
    const before = await factsOf(goodIds);
    await until(
      async () =>
        (await factsOf(goodIds)).every(
          ({ state, shownFrames }, index) =>
            state === 'playing' && shownFrames > (before[index]?.shownFrames ?? 0) + shape.framesPerSecond,
        ),
      { what: 'the others to play on', withinMs: 10_000 },
    );
    assert.equal(await page.evaluate('sessions'), goodIds.length, 'a session was lost');
    await page.close();
  });
});
