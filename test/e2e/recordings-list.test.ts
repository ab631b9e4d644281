/** The list of recordings in a page of another origin: a real gateway records a camera, and a viewer does all that the list offers. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { startStaticSite } from '../support/static-site.js';

/** More than a page of the list. */
const olderCount = 40;
const minuteMs = 60_000;

describe('a list of recordings in a page', () => {
  let test: TestBrowser;
  let scene: Scene;
  let path: string;
  let page: Page;
  before(async () => {
    path = await mkdtemp(join(tmpdir(), 'recordings-'));
    scene = await startScene({ recording: { mode: 'on-demand', path, minFreeBytes: 0 } });
    await scene.startCamera();
    const { url } = scene.gateway;
    const site = await startStaticSite({
      '/': `<!doctype html><html lang="en"><title>Recordings</title>
        <script>var heard = [];
          for (const type of ['recordingselect', 'recordingdelete', 'recordingstart', 'recordingstop'])
            document.addEventListener(type, (event) => heard.push([type, event.detail]), true);</script>
        <script type="module" src="${url}/player.js"></script>
        <script type="module" src="${url}/recordings.js"></script>
        <rpi-live-camera id="door" gateway="${url}" camera="${cameraId}" muted></rpi-live-camera>
        <rpi-live-camera-recordings for="door" recordable deletable></rpi-live-camera-recordings></html>`,
    });
    scene.opened.push(site);
    test = await launchBrowser();
    page = await test.browser.newPage({ viewport: { width: 390, height: 800 } });
    await page.goto(site.url);
  });
  after(async () => {
    await test?.close();
    await scene?.close();
    await rm(path, { recursive: true });
  });

  const press = (part: string) => page.locator(`[part~="${part}"]`).first().click();
  const rowCount = () => page.locator('[part="recording"]').count();
  const heard = (type: string) =>
    page.evaluate((wanted) => {
      const all = (globalThis as unknown as { heard: [string, { recordingId?: string }][] }).heard;
      return all.filter(([name]) => name === wanted).map(([, detail]) => detail);
    }, type);
  const untilRows = (count: number) =>
    until(async () => (await rowCount()) === count, { what: `${count} recordings`, withinMs: 20_000 });
  const playedId = () => page.locator('#door').getAttribute('recording');

  it('says that there is none, records one, and shows it with its picture', async () => {
    await page.locator('[part="empty"]').waitFor();
    await press('record-button');
    await page.locator('[part="recording-now"]').waitFor({ timeout: 20_000 });
    await delay(2500);
    await press('stop-button');
    await page.locator('[part="recording-now"]').waitFor({ state: 'detached' });
    await page.locator('[part="poster"] img').waitFor();
    const width = await page
      .locator('[part="poster"] img')
      .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth));
    assert.ok(width > 0);
    assert.equal((await heard('recordingstart')).length, 1);
    assert.equal((await heard('recordingstop')).length, 1);
  });

  it('has the chosen one played, and goes back to live', async () => {
    await press('recording-button');
    const [chosen] = (await heard('recordingselect')) as { recording: { id: string } }[];
    assert.equal(await playedId(), chosen?.recording.id);
    assert.equal(await page.locator('[aria-current="true"]').count(), 1);
    await press('live-button');
    assert.equal(await playedId(), null);
  });

  it('saves one as a file', async () => {
    const saving = page.waitForEvent('download');
    await press('download-button');
    const download = await saving;
    assert.match(download.suggestedFilename(), /^front-door-\d{8}T\d{6}Z\.mp4$/);
    const saved = join(path, 'saved.mp4');
    await download.saveAs(saved);
    const bytes = await readFile(saved);
    assert.equal(bytes.toString('latin1', 4, 8), 'ftyp');
  });

  it('shows older ones when they are wanted, and asks for the posters of those in view only', async () => {
    await scene.gateway.stop();
    await addOlder(join(path, cameraId), olderCount);
    await scene.restartGateway();
    const snapshot = await fetch(`${scene.gateway.url}/api/v1/cameras/${cameraId}/snapshot.jpg`);
    assert.equal(snapshot.status, 200, 'the last picture outlives the gateway');
    assert.ok(Number(snapshot.headers.get('Age')) < 60);
    const posters: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/poster.jpg') && request.method() === 'GET') posters.push(request.url());
    });
    await page.reload();
    await untilRows(24);
    await until(async () => (await page.locator('[part="poster"] img').count()) >= 8, {
      what: 'the posters in view',
      withinMs: 10_000,
    });
    assert.ok(posters.length < 24, `${posters.length} posters`);
    await press('more-button');
    await untilRows(olderCount + 1);
    assert.equal(await page.locator('[part~="more-button"]').count(), 0);
  });

  it('deletes one for good once the viewer is sure', async () => {
    const id = await page.locator('[part="recording"]').first().getAttribute('data-id');
    await press('delete-button');
    await press('confirm-button');
    await untilRows(olderCount);
    assert.deepEqual(await heard('recordingdelete'), [{ recordingId: id }]);
    assert.ok(!(await readdir(join(path, cameraId))).includes(id!));
  });

  it('shows what begins elsewhere by itself, without waking the camera for it', async () => {
    const url = `${scene.gateway.url}/api/v1/cameras/${cameraId}/recordings`;
    await fetch(url, { method: 'POST' });
    await page.locator('[part="recording-now"]').waitFor({ timeout: 30_000 });
    await fetch(`${url}/stop`, { method: 'POST' });
    await page.locator('[part="recording-now"]').waitFor({ state: 'detached', timeout: 30_000 });
    await until(
      async () => {
        const { cameras } = (await (await fetch(`${scene.gateway.url}/api/v1/cameras`)).json()) as {
          cameras: { viewers: number }[];
        };
        return cameras.every(({ viewers }) => viewers === 0);
      },
      { what: 'nobody to watch', withinMs: 5000 },
    );
  });
});

/** Copies of the recording that is there, a minute apart, into the past. */
async function addOlder(folder: string, count: number): Promise<void> {
  const [newest] = await readdir(folder);
  const summary = JSON.parse(await readFile(join(folder, newest!, 'summary.json'), 'utf8')) as {
    startedAtMs: number;
    endedAtMs: number;
  };
  for (let index = 1; index <= count; index += 1) {
    const startedAtMs = summary.startedAtMs - index * minuteMs;
    const date = new Date(startedAtMs).toISOString().replace(/[-:]|\.\d+/g, '');
    const older = join(folder, newest!.replace(/^[^-]+/, date));
    await cp(join(folder, newest!), older, { recursive: true });
    const moved = { ...summary, startedAtMs, endedAtMs: summary.endedAtMs - index * minuteMs };
    await writeFile(join(older, 'summary.json'), `${JSON.stringify(moved)}\n`);
  }
}
