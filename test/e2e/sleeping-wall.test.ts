/** A wall of nine cameras that nobody has started: it shows their newest pictures and wakes none. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { openSession } from '../support/gateway-client.js';
import { type MqttRecorder, recordMessages } from '../support/mqtt-recorder.js';
import { descendantsOf } from '../support/processes.js';
import { type Scene, startScene } from '../support/scene.js';
import { startStaticSite } from '../support/static-site.js';

const cameraIds = Array.from({ length: 9 }, (_, index) => `camera-${index + 1}`);
/** These have been seen by somebody before the wall. */
const seenIds = cameraIds.slice(0, 3);
const shape = { size: '160x96', framesPerSecond: 10, profile: 'baseline' } as const;

describe('a wall of nine cameras that nobody has started', () => {
  let test: TestBrowser;
  let scene: Scene;
  let control: MqttRecorder;
  let page: Page;
  before(async () => {
    scene = await startScene({ cameras: cameraIds.map((id) => ({ id })) });
    for (const id of seenIds) await scene.startCamera({ id, shapes: [shape] });
    control = await recordMessages(scene.mosquitto.url, 'cameras/+/control');
    scene.opened.push(control);
    for (const id of seenIds) await watchForAMoment(id);
    const { url } = scene.gateway;
    const tags = cameraIds.map(
      (id) =>
        `<rpi-live-camera id="${id}" gateway="${url}" camera="${id}" style="display: inline-block; width: 30%"></rpi-live-camera>`,
    );
    const site = await startStaticSite({
      '/': `<!doctype html><html lang="en"><title>A wall</title>
        <script type="module" src="${url}/player.js"></script>${tags.join('\n')}</html>`,
    });
    scene.opened.push(site);
    test = await launchBrowser();
    page = await test.browser.newPage();
    await page.goto(site.url);
  });
  after(async () => {
    await test?.close();
    await scene?.close();
  });

  const startCount = () => control.actions().filter((action) => action === 'START_LIVE_STREAM').length;
  const ffmpegCount = async () =>
    (await descendantsOf(scene.gateway.pid)).filter(({ command }) => command.includes('ffmpeg')).length;
  const posterOf = (id: string) =>
    page.evaluate((wanted) => {
      const image = document
        .getElementById(wanted)
        ?.shadowRoot?.querySelector<HTMLImageElement>('.poster img');
      return image && image.naturalWidth > 0 ? image.src : null;
    }, id);

  /** Watches until there is a picture, and waits until the camera sleeps. */
  async function watchForAMoment(id: string): Promise<void> {
    const session = await openSession(scene.gateway.url, id);
    await session.close();
    await until(async () => (await ffmpegCount()) === 0, { what: `${id} to sleep`, withinMs: 15_000 });
  }

  it('shows the last pictures of those that have been watched, and wakes none', async () => {
    const startsBefore = startCount();
    await until(async () => (await Promise.all(seenIds.map(posterOf))).every((poster) => poster !== null), {
      what: 'the pictures',
      withinMs: 10_000,
    });
    // Long enough for each of them to have asked again.
    await until(async () => (await posterOf(seenIds[0]!))?.startsWith('blob:') === true, {
      what: 'a renewed picture',
      withinMs: 20_000,
    });
    for (const id of cameraIds.slice(seenIds.length)) assert.equal(await posterOf(id), null, id);
    assert.equal(startCount(), startsBefore);
    assert.equal(await ffmpegCount(), 0);
  });

  it('asks the gateway by the tag of what it has: a picture that is still the newest is not sent again', async () => {
    const url = `${scene.gateway.url}/api/v1/cameras/${seenIds[1]}/snapshot.jpg`;
    const first = await fetch(url);
    const etag = first.headers.get('ETag') ?? '';
    const answers: number[] = [];
    for (let count = 0; count < 3; count += 1)
      answers.push((await fetch(url, { headers: { 'If-None-Match': etag } })).status);
    assert.deepEqual(answers, [304, 304, 304]);
  });

  it('shows newer pictures of one that streams for somebody else, without a session of its own', async () => {
    const [id] = seenIds;
    const session = await openSession(scene.gateway.url, id!);
    const keepAlive = setInterval(() => void session.keepAlive(), 500);
    try {
      const seen = new Set<string>();
      await until(
        async () => {
          seen.add((await posterOf(id!)) ?? '');
          return seen.size >= 4;
        },
        { what: 'newer pictures', withinMs: 60_000 },
      );
      const { viewers } = (await (await fetch(`${scene.gateway.url}/api/v1/cameras/${id}`)).json()) as {
        viewers: number;
      };
      assert.equal(viewers, 1, 'the other viewer alone');
    } finally {
      clearInterval(keepAlive);
      await session.close();
    }
  });
});
