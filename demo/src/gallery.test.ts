/** The demo as it runs, in a real browser: the gallery reaches every face it names, and what is there to copy is what is shown. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, beforeEach, describe, it } from 'node:test';
import { launchChromium } from '../../test/support/browser.js';
import { until } from '../../test/support/deadline.js';
import { freeTcpPort } from '../../test/support/free-port.js';
import { createDemo, type Demo } from './demo.js';

type Chromium = Awaited<ReturnType<typeof launchChromium>>;
type Page = Awaited<ReturnType<Chromium['browser']['newPage']>>;
/** What the tests read of an element. */
type Player = { state: string; error: { code: string } | null; muted: boolean; currentDate: Date | null };
type Face = {
  title: string;
  state: string;
  code?: string;
  isMuted?: boolean;
  isBehind?: boolean;
  inFrame?: boolean;
};
type Told = Face & { camera: Player };

const axePath = createRequire(import.meta.url).resolve('axe-core');
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** By a timer: frames are drawn only where a part of them is in sight. */
const deadline = { timeout: 40_000, polling: 100 };
const silent = () => {};
const logger = { debug: silent, info: silent, warn: silent, error: silent };

/** A camera that has come to the face, if only for a moment. */
function isReached({ camera, state, code, isMuted, isBehind }: Told): boolean {
  if (camera.state !== state || (code && camera.error?.code !== code)) return false;
  if (isMuted && !camera.muted) return false;
  return !isBehind || Date.now() - Number(camera.currentDate ?? Date.now()) > 4000;
}

describe('the demo in a browser', { timeout: 230_000 }, () => {
  let chromium: Chromium;
  let demo: Demo;
  let url: string;
  let page: Page;
  const failures: string[] = [];
  before(async () => {
    chromium = await launchChromium(['--autoplay-policy=document-user-activation-required']);
    const port = await freeTcpPort();
    const flags = { host: '127.0.0.1', port, mqttPort: await freeTcpPort(), verbosity: 'quiet' } as const;
    demo = createDemo({ flags, logger });
    await demo.start();
    url = `http://127.0.0.1:${port}`;
    page = await chromium.browser.newPage({ viewport: { width: 390, height: 844 }, hasTouch: true });
    page.on('pageerror', ({ message }) => failures.push(message));
  });
  beforeEach(() => {
    failures.length = 0;
  });
  after(async () => {
    await chromium?.close();
    await demo?.close();
  });

  async function axeFindings(): Promise<string[]> {
    await page.addScriptTag({ path: axePath });
    return page.evaluate(async (values) => {
      type Axe = {
        run(options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
      const { axe } = globalThis as unknown as { axe: Axe };
      const { violations } = await axe.run({ runOnly: { type: 'tag', values } });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    }, axeTags);
  }

  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  describe('the gallery of states', () => {
    const facesOfPage = () =>
      page.evaluate(async () => {
        const { faceGroups } = (await import(`${location.origin}/demo/faces.js`)) as {
          faceGroups: { faces: Face[] }[];
        };
        return faceGroups.flatMap(({ faces }) =>
          faces.map(({ title, state, code, isMuted, isBehind, inFrame }) => ({
            inFrame,
            title,
            state,
            code,
            isMuted,
            isBehind,
          })),
        );
      });

    it('wakes no camera by itself', async () => {
      await page.goto(`${url}/demo/states.html`);
      for (const { title } of await facesOfPage())
        await page.getByRole('heading', { name: title, exact: true }).scrollIntoViewIfNeeded();
      const { cameras } = (await (await fetch(`${url}/api/v1/cameras`)).json()) as {
        cameras: { id: string; viewers: number; state: string }[];
      };
      const door = cameras.find(({ id }) => id === 'front-door');
      assert.equal(door?.viewers, 0);
      assert.notEqual(door?.state, 'streaming');
      assert.equal(await overflow(), 0);
    });

    it('ends the recording that it makes when the page is left', async () => {
      const recordings = `${url}/api/v1/cameras/front-door/recordings`;
      const newest = async () => {
        const list = (await (await fetch(recordings)).json()) as {
          recordings: { id: string; state: string }[];
        };
        return list.recordings[0];
      };
      await page.goto(`${url}/demo/states.html`);
      await page.getByRole('button', { name: 'Show it: A recording' }).press('Enter');
      await until(async () => (await newest())?.state === 'recording', {
        what: 'the recording to begin',
        withinMs: 20_000,
      });
      await page.goto(url);
      const ended = await until(
        async () => {
          const recording = await newest();
          return recording?.state !== 'recording' && recording;
        },
        { what: 'the recording to end', withinMs: 20_000 },
      );
      // So that the next test makes one of its own.
      await fetch(`${recordings}/${ended.id}`, { method: 'DELETE' });
    });

    it('reaches every face that it names', async () => {
      await page.goto(`${url}/demo/states.html`);
      const faces = await facesOfPage();
      assert.ok(faces.length >= 20);
      const states = new Set(faces.map(({ state }) => state));
      for (const state of [
        'idle',
        'starting',
        'buffering',
        'playing',
        'paused',
        'reconnecting',
        'offline',
        'failed',
      ])
        assert.ok(states.has(state), state);
      for (const face of faces) {
        const figure = page.locator('figure').filter({
          has: page.getByRole('heading', { name: face.title, exact: true }),
        });
        await figure.scrollIntoViewIfNeeded();
        const button = figure.getByRole('button', { name: `Show it: ${face.title}` });
        if ((await button.count()) > 0) await button.press('Enter');
        const frame = face.inFrame ? await figure.locator('iframe').elementHandle() : null;
        // A look into a frame counts as a press in it, so it has to tell by itself.
        if (frame) await figure.getByText(`Now: ${face.state}`, { exact: true }).waitFor(deadline);
        const place = (await frame?.contentFrame()) ?? page.mainFrame();
        const camera = frame
          ? await place.waitForSelector('rpi-live-camera')
          : await figure.locator('rpi-live-camera').elementHandle();
        await place
          .waitForFunction(isReached, { ...face, camera: camera as unknown as Player }, deadline)
          .catch((cause) => {
            throw new Error(`${face.title} was not reached`, { cause });
          });
      }
      assert.deepEqual(failures, []);
    });

    it('shows how far a start is', async () => {
      await page.goto(`${url}/demo/states.html`);
      const waking = page.locator('figure').filter({ has: page.getByRole('heading', { name: 'Waking' }) });
      await waking.scrollIntoViewIfNeeded();
      for (const title of ['Waking the camera', 'Receiving the first pictures', 'Almost live'])
        await waking.locator('.title', { hasText: title }).waitFor(deadline);
    });

    it('plays one camera at a time, and none out of sight', async () => {
      await page.goto(`${url}/demo/states.html`);
      const live = page
        .locator('figure')
        .filter({ has: page.getByRole('heading', { name: 'Live', exact: true }) });
      await page.getByRole('button', { name: 'Show it: Live' }).press('Enter');
      const camera = await live.locator('rpi-live-camera').elementHandle();
      const hasState = (state: string) =>
        page.waitForFunction(
          ({ camera, state }) => (camera as unknown as Player).state === state,
          { camera, state },
          deadline,
        );
      await hasState('playing');
      await page.getByRole('button', { name: 'Show it: Paused' }).press('Enter');
      await hasState('idle');
      await page.getByRole('button', { name: 'Show it: Live' }).press('Enter');
      await hasState('playing');
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await hasState('idle');
    });
  });

  describe('the playground', () => {
    it('gives HTML that makes what is shown', async () => {
      await page.goto(url);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      for (const name of ['stats', 'nohotkeys', 'share-links', 'disablepictureinpicture', 'nopip', 'nozoom'])
        await page.getByLabel(name, { exact: true }).check();
      await page.getByLabel('transport').selectOption('fmp4 hls');
      await page.getByLabel('hidden-delay').fill('20');
      await page.getByLabel('disconnect-delay').fill('5');
      await page.getByLabel('volume', { exact: true }).fill('0.5');
      await page.getByLabel('when-hidden').selectOption('keep');
      await page.getByLabel('loading').selectOption('lazy');
      await page.getByLabel('target-latency').selectOption('1');
      await page.getByLabel('accent').fill('#ff0000');
      await page.getByLabel('shape').selectOption('4 / 3');
      const described = () =>
        page.evaluate(() => {
          const camera = document.querySelector('rpi-live-camera')!;
          const style = getComputedStyle(camera);
          return {
            attributes: camera
              .getAttributeNames()
              .filter((name) => !['id', 'style', 'data-state', 'gateway'].includes(name))
              .map((name) => `${name}=${camera.getAttribute(name)}`)
              .sort(),
            style: [
              '--media-accent-color',
              '--rpi-live-camera-border-radius',
              '--rpi-live-camera-aspect-ratio',
              'border-radius',
              'aspect-ratio',
              'display',
            ].map((name) => style.getPropertyValue(name)),
          };
        });
      const shown = await described();
      assert.ok(shown.attributes.includes('controlslist=nopip nozoom'));
      const snippet = (await page.locator('#snippet').textContent()) ?? '';
      await page.goto(`${url}/demo/recordings.html`);
      await page.setContent(`<!doctype html>${snippet}`);
      await page.waitForSelector('rpi-live-camera:defined');
      assert.deepEqual(await described(), shown);
    });

    it('leaves what is at its default out of the HTML', async () => {
      await page.goto(url);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      const snippet = () => page.locator('#snippet').textContent();
      const first = await snippet();
      await page.getByLabel('hidden-delay').fill('20');
      await page.getByLabel('volume', { exact: true }).fill('0.5');
      await page.getByLabel('nopip').check();
      assert.match((await snippet()) ?? '', /volume="0\.5"/);
      await page.getByLabel('hidden-delay').fill('60');
      await page.getByLabel('volume', { exact: true }).fill('1');
      await page.getByLabel('nopip').uncheck();
      assert.equal(await snippet(), first);
    });

    it('copies where there is no clipboard, as on a phone in the LAN', async () => {
      await page.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'clipboard', { configurable: true, value: undefined });
      });
      await page.goto(url);
      await page.evaluate(() => {
        document.addEventListener('copy', () => {
          document.title = getSelection()?.toString() ?? '';
        });
      });
      await page.getByRole('button', { name: 'Copy' }).tap();
      await page.getByRole('button', { name: 'Copied' }).waitFor(deadline);
      assert.match(await page.title(), /<script type="module".*<rpi-live-camera/);
    });

    it('says how to copy by hand where nothing else works', async () => {
      await page.addInitScript(() => {
        document.execCommand = () => false;
      });
      await page.goto(url);
      await page.getByRole('button', { name: 'Copy' }).tap();
      await page.getByRole('button', { name: /Hold to copy|Press Ctrl-C/ }).waitFor(deadline);
    });
  });

  it('leaves the failure of a start to the element', async () => {
    const away = await chromium.browser.newPage();
    const uncaught: string[] = [];
    away.on('pageerror', ({ message }) => uncaught.push(message));
    await away.route('**/api/v1/cameras/*/sessions', (route) => route.abort());
    await away.goto(url);
    await away.waitForSelector('#camera[data-state="failed"]', { state: 'attached' });
    await away.evaluate(() => {
      document.querySelector('#camera')?.addEventListener('error', () => {
        // A rejection that nobody handles is reported at the end of this task.
        setTimeout(() => document.body.setAttribute('data-failed', ''));
      });
    });
    await away.getByRole('button', { name: 'Watch', exact: true }).press('Enter');
    await away.waitForSelector('[data-failed]');
    assert.deepEqual(uncaught, []);
    await away.close();
  });

  it('gives for every look the HTML and the CSS that make it', async () => {
    await page.goto(`${url}/demo/looks.html`);
    await page.waitForSelector('#looks figure');
    const looks = await page.evaluate(() =>
      [...document.querySelectorAll('#looks figure')].map((figure) => {
        const camera = figure.querySelector('rpi-live-camera')!;
        const style = getComputedStyle(camera);
        const names = [
          '--media-accent-color',
          '--media-font-family',
          'border-radius',
          'direction',
          'aspect-ratio',
        ];
        return {
          html: figure.querySelector('code')!.textContent ?? '',
          style: names.map((name) => style.getPropertyValue(name)),
        };
      }),
    );
    assert.equal(looks.length, 5);
    assert.equal(await page.getByRole('button', { name: 'Copy' }).count(), 5);
    assert.equal(await overflow(), 0);
    for (const { html, style } of looks) {
      await page.setContent(`<!doctype html>${html}`);
      await page.waitForSelector('rpi-live-camera:defined');
      const made = await page.evaluate(() => {
        const { getPropertyValue } = CSSStyleDeclaration.prototype;
        const style = getComputedStyle(document.querySelector('rpi-live-camera')!);
        const names = [
          '--media-accent-color',
          '--media-font-family',
          'border-radius',
          'direction',
          'aspect-ratio',
        ];
        return names.map((name) => getPropertyValue.call(style, name));
      });
      assert.deepEqual(made, style, html);
    }
  });

  it('is found faultless by axe, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      // What fades in has no contrast yet.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const path of ['/', '/demo/states.html', '/demo/looks.html', '/demo/recordings.html']) {
        await page.goto(`${url}${path}`);
        await page.waitForSelector('rpi-live-camera:defined');
        assert.deepEqual(await axeFindings(), [], `${path}, ${colorScheme}`);
      }
    }
  });
});
