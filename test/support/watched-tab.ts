/** A tab that plays the scene's camera, watched through trouble: what it has been through, and whether it is live again. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { BareBrowser, BareTab } from './bare-browser.js';
import { until } from './deadline.js';
import { cameraStateOf } from './gateway-client.js';
import { waitForMovingVideo } from './page-video.js';
import { cameraId, type Scene } from './scene.js';
import { pageWithCamera, startStaticSite } from './static-site.js';
import type { TokenGate } from './token-gate.js';

/** How long its page keeps the camera while it is hidden. */
export const hiddenDelaySeconds = 1;
/** From the end of the trouble on; a restart of the camera is in it. */
const backWithinMs = 20_000;

export type Watched = BareTab & {
  /** The states that the element has been in since the last call. */
  states(): Promise<string[]>;
};

/** A tab that plays; it notes each state, and that it was never loaded anew. */
export async function watch(
  browser: BareBrowser,
  scene: Scene,
  { gatewayUrl = scene.gateway.url, more = '', script = '' } = {},
): Promise<Watched> {
  const page = pageWithCamera({
    gatewayUrl,
    cameraId,
    attributes: `autoplay muted hidden-delay="${hiddenDelaySeconds}" ${more}`,
  });
  const noting = `<script>const camera = document.querySelector('rpi-live-camera'); const seen = [];
    camera.addEventListener('statechange', () => seen.push(camera.state));
    const ends = []; camera.addEventListener('sessionend', ({ detail }) => ends.push(detail.reason)); ${script}</script></html>`;
  const site = await startStaticSite({ '/': page.replace('</html>', noting) });
  scene.opened.push(site);
  const tab = await browser.openTab(site.url);
  await waitForMovingVideo(tab.page);
  await tab.page.evaluate(() => Object.assign(globalThis, { loadedOnce: true }));
  const states = () => tab.page.evaluate('seen.splice(0)') as Promise<string[]>;
  await states();
  return { ...tab, states };
}

export const viewersOf = async (scene: Scene): Promise<number> =>
  (await cameraStateOf(scene.gateway.url, cameraId)).viewers;

/** Live, in the same page, as one viewer. Prints how long that took from now on. */
export async function assertBackAtLive({ page }: Watched, scene: Scene, t: TestContext): Promise<void> {
  const sinceMs = performance.now();
  await waitForMovingVideo(page, backWithinMs);
  t.diagnostic(`the picture was back after ${Math.round(performance.now() - sinceMs)} ms`);
  await until(
    async () => {
      const latency = await page.evaluate(
        () => (document.querySelector('rpi-live-camera') as unknown as { latency: number | null }).latency,
      );
      return latency !== null && latency < 2;
    },
    { what: 'a delay of less than two seconds', withinMs: 10_000 },
  );
  assert.equal(await page.evaluate('loadedOnce'), true, 'the page was loaded anew');
  await until(async () => (await viewersOf(scene)) === 1, { what: 'one viewer', withinMs: 5000 });
}

export async function leave({ page }: Watched, scene: Scene): Promise<void> {
  await page.close();
  await until(async () => (await viewersOf(scene)) === 0, { what: 'no viewer to be left', withinMs: 5000 });
}

/** The page gives whatever token `freshToken` names. */
export const watchWithToken = (browser: BareBrowser, scene: Scene, gatewayUrl: string): Promise<Watched> =>
  watch(browser, scene, {
    gatewayUrl,
    script: "globalThis.freshToken = 'token-1'; camera.getToken = async () => globalThis.freshToken;",
  });

export async function letTokenExpire(
  { page }: Watched,
  gate: TokenGate,
  refused: readonly ('keep-alives' | 'media')[],
): Promise<void> {
  const sessionId = () =>
    page.evaluate(
      () =>
        (document.querySelector('rpi-live-camera') as unknown as { session: { id: string } | null }).session
          ?.id,
    );
  const before = await sessionId();
  gate.expire(refused);
  await page.evaluate((token) => Object.assign(globalThis, { freshToken: token }), gate.token);
  await until(
    async () => {
      const now = await sessionId();
      return now !== undefined && now !== before;
    },
    { what: 'another session', withinMs: 10_000 },
  );
}
