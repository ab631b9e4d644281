import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { LiveCamera } from '../../packages/player/src/live-camera.js';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { waitForMovingVideo, waitForState } from '../support/page-video.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

/** How long each run of the camera is recorded, and how long it is away in between. */
const runMs = 5000;
const awayMs = 4000;

type Recording = { id: string; startedAt: string; endedAt: string; durationMs: number; cutCount: number };

/** What the element says of its moment and its line of time. */
const look = (page: Page) =>
  page.evaluate(() => {
    const camera = document.querySelector('rpi-live-camera') as LiveCamera;
    const root = camera.shadowRoot as ShadowRoot;
    return {
      dateMs: camera.currentDate === null ? null : +camera.currentDate,
      spans: camera.seekableDates.map(({ start, end }) => [+start, +end] as const),
      sessionId: camera.session?.id ?? null,
      transport: camera.transport,
      latency: camera.latency,
      badge: root.querySelector('.badge')?.textContent?.trim() ?? '',
      gapCount: root.querySelectorAll('.time-gap').length,
      valueText: root.querySelector('[role="slider"]')?.ariaValueText ?? '',
    };
  });

/** Uses the element as a page does. */
const use = (page: Page, act: (camera: LiveCamera) => unknown) =>
  page.locator('rpi-live-camera').evaluate(act as (camera: HTMLElement | SVGElement) => unknown);

const seek = (page: Page, dateMs: number) =>
  page
    .locator('rpi-live-camera')
    .evaluate((camera, ms) => (camera as unknown as LiveCamera).seekTo(new Date(ms)), dateMs);

describe('a recording in a page', () => {
  let test: TestBrowser;
  let scene: Scene;
  let folder: string;
  let recording: Recording;

  const ask = async (path: string, method = 'POST') => {
    const response = await fetch(`${scene.gateway.url}/api/v1/cameras/${cameraId}/recordings${path}`, {
      method,
    });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return (await response.json()) as Recording;
  };

  async function open(attributes: string): Promise<Page> {
    const html = pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId, attributes });
    const site = await startStaticSite({ '/': html });
    scene.opened.push(site);
    const page = await test.browser.newPage();
    await page.goto(site.url);
    return page;
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recordings-in-page-'));
    scene = await startScene({ recording: { mode: 'on-demand', path: folder, minFreeBytes: 0 } });
    const first = await scene.startCamera();
    await ask('');
    await delay(runMs);
    await first.close();
    await delay(awayMs);
    await scene.startCamera();
    await until(
      async () => (await (await fetch(`${scene.gateway.url}/api/v1/cameras/${cameraId}`)).json()).state,
      {
        what: 'the gateway to know the camera',
        withinMs: 5000,
      },
    );
    await delay(runMs + awayMs);
    recording = await ask('/stop');
    test = await launchBrowser();
  });
  after(async () => {
    await test?.close();
    await scene?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('plays without a session, says what it is, and shows where nothing was recorded', async () => {
    assert.ok(recording.cutCount >= 1, 'the recording has a cut');
    const page = await open(`recording="${recording.id}" autoplay muted controls`);
    await waitForMovingVideo(page);
    const seen = await until(
      async () => {
        const facts = await look(page);
        return facts.badge.startsWith('Recording, ') ? facts : undefined;
      },
      { what: 'the badge of a recording', withinMs: 5000 },
    );
    assert.equal(seen.sessionId, null);
    assert.equal(seen.latency, null);
    assert.equal(seen.spans.length, recording.cutCount + 1);
    assert.equal(seen.gapCount, recording.cutCount);
    assert.ok(Math.abs(seen.spans[0]![0] - Date.parse(recording.startedAt)) < 300);
    await page.close();
  });

  it('goes to a moment by the clock, and from a moment that is missing to the next', async () => {
    const page = await open('recording="latest" autoplay muted controls');
    await waitForMovingVideo(page);
    const { spans } = await look(page);
    const [first, second] = [spans[0]!, spans.at(-1)!];
    for (const [sought, shown] of [
      [second[0] + 2000, second[0] + 2000],
      [first[1] + 1000, spans[1]![0]],
      [first[0] - 60_000, first[0]],
    ] as const) {
      await use(page, (camera) => camera.pause());
      await seek(page, sought);
      const facts = await look(page);
      assert.ok(Math.abs(facts.dateMs! - shown) < 300, `${facts.dateMs! - shown} ms off`);
    }
    await page.close();
  });

  it('plays to its end, and from its beginning when it is played again', async () => {
    const page = await open(
      `recording="${recording.id}" autoplay muted controls start-at="${new Date(Date.parse(recording.endedAt) - 2500).toISOString()}"`,
    );
    await waitForState(page, 'playing');
    const { dateMs } = await look(page);
    assert.ok(dateMs! > Date.parse(recording.endedAt) - 3500, 'it begins where the page says');
    await waitForState(page, 'paused');
    assert.equal(await use(page, (camera) => camera.ended), true);
    await use(page, (camera) => camera.play());
    assert.ok((await look(page)).dateMs! < Date.parse(recording.startedAt) + 2000);
    await page.close();
  });

  it('is live again without the attribute, and a recording again with it', async () => {
    const page = await open(`recording="${recording.id}" autoplay muted controls`);
    await waitForMovingVideo(page);
    await page.evaluate(() => document.querySelector('rpi-live-camera')?.removeAttribute('recording'));
    await waitForMovingVideo(page);
    const live = await look(page);
    assert.notEqual(live.sessionId, null);
    assert.equal(live.badge, 'Live');
    assert.equal(live.spans.length === 0 || live.transport === 'hls', true);
    await page.evaluate(
      (id) => document.querySelector('rpi-live-camera')?.setAttribute('recording', id),
      recording.id,
    );
    await waitForMovingVideo(page);
    assert.equal((await look(page)).sessionId, null);
    await page.close();
  });

  it('has its line of time from beside the classic script, in the language of the page', async () => {
    const { url } = scene.gateway;
    const html = `<!doctype html><html lang="de"><title>Vogelhaus</title><script src="${url}/player.iife.js"></script>
<rpi-live-camera gateway="${url}" camera="${cameraId}" recording="latest" autoplay muted controls></rpi-live-camera></html>`;
    const site = await startStaticSite({ '/': html });
    scene.opened.push(site);
    const page = await test.browser.newPage();
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.goto(site.url);
    await page.getByRole('slider', { name: 'Zeitleiste' }).waitFor({ timeout: 15_000 });
    assert.match((await look(page)).badge, /^Aufnahme, /);
    assert.ok(!loaded.includes('/player.js'), 'the core is loaded once');
    await page.close();
  });

  it('plays one that is still made, from its beginning to what comes, and ends with it', async () => {
    const { id } = await ask('');
    await delay(runMs);
    const page = await open(`recording="${id}" autoplay muted controls`);
    await waitForMovingVideo(page);
    const early = await look(page);
    assert.ok(early.dateMs! < early.spans[0]![0] + 4000, 'it begins at the beginning');
    const grown = await until(
      async () => {
        const { spans } = await look(page);
        return spans.at(-1)![1] > early.spans.at(-1)![1] + 2000 ? spans : undefined;
      },
      { what: 'the line of time to grow', withinMs: 10_000 },
    );
    await ask('/stop');
    await seek(page, grown.at(-1)![1] - 1000);
    await waitForState(page, 'paused');
    assert.equal(await use(page, (camera) => camera.ended), true);
    await page.close();
  });

  it('says what is wrong with one that is not there', async () => {
    const page = await open('recording="20200101T000000000Z" autoplay muted controls');
    const { errorCode } = await waitForState(page, 'failed');
    assert.equal(errorCode, 'recording_not_found');
    await page.close();
  });
});
