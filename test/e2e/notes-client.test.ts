/**
 * The system of the notes keeps its camera, its topic, its port and its pages; the gateway takes the place of its web
 * service. See docs/migrating.md.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { type OpenedSession, openSession } from '../support/gateway-client.js';
import type { NotesCamera } from '../support/notes-camera.js';
import {
  callOnPage,
  playbackOf,
  startNotesSite,
  waitForMovingImage,
  waitForPlayback,
} from '../support/notes-page.js';
import { type NotesAnswer, type NotesScene, notesCameraId, startNotesScene } from '../support/notes-scene.js';
import { ffmpegsOf, waitUntilNoFfmpegIsLeft } from '../support/processes.js';
import { quickSessions } from '../support/scene.js';

const { graceMs, leaseMs } = quickSessions;
const [start, stop] = ['START_LIVE_STREAM', 'STOP_LIVE_STREAM'];
/** From the last viewer to silence: the grace, and what a message and the camera need. */
const sleepsWithinMs = graceMs + 2000;

/** STOP is said again to a camera that takes half a second to obey, as it may on a busy machine. */
const commandsTo = ({ heard }: NotesCamera) =>
  heard.filter((action, index) => action !== stop || heard[index - 1] !== stop);

const statusOf = async (url: string) => {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
};

const newestSequence = async ({ playlist }: OpenedSession) => {
  const text = await playlist.read();
  const first = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]);
  return first + (text.match(/#EXTINF/g)?.length ?? 0);
};

describe('the system of the notes, with the gateway in place of its web service', () => {
  let test: TestBrowser;
  before(async () => {
    test = await launchBrowser();
  });
  after(() => test.close());

  async function openPage(scene: NotesScene, path: '/hls' | '/img'): Promise<Page> {
    const site = await startNotesSite(scene.gateway.url);
    scene.opened.push(site);
    const page = await test.browser.newPage();
    scene.opened.push(page);
    await page.goto(site.url + path);
    return page;
  }

  async function waitUntilAsleep(scene: NotesScene, camera: NotesCamera): Promise<void> {
    await camera.waitForState('idle', sleepsWithinMs);
    await waitUntilNoFfmpegIsLeft(scene.gateway.pid, 2000);
  }

  it('plays by hls.js without one error, stops with nothing left, and starts again without an old picture', async (t) => {
    const scene = await startNotesScene();
    try {
      const camera = await scene.startCamera();
      const page = await openPage(scene, '/hls');
      const mediaUrls: string[] = [];
      page.on('requestfinished', (request) => {
        if (/\.(mp4|m4s)$/.test(new URL(request.url()).pathname)) mediaUrls.push(request.url());
      });
      const answer = await callOnPage<NotesAnswer>(page, 'start');
      assert.match(answer.status, /success/);
      const playlistUrl = new URL(answer.stream_url ?? '', scene.gateway.url).href;
      assert.equal(new URL(playlistUrl).pathname, '/api/v1/video/hls/stream.m3u8');

      assert.ok(leaseMs < 10_000);
      const first = await waitForPlayback(page, 0, 10);
      t.diagnostic(`hls.js plays ${first.delayMs} ms behind the gateway`);
      assert.deepEqual(first.errors, []);
      assert.deepEqual(first.colours, ['red']);
      assert.deepEqual(commandsTo(camera), [start]);

      assert.equal(await callOnPage(page, 'stop'), 200);
      assert.equal(await statusOf(playlistUrl), 404);
      assert.equal(await statusOf(mediaUrls.at(-1) ?? scene.gateway.url), 404);
      await waitUntilAsleep(scene, camera);
      assert.deepEqual(commandsTo(camera), [start, stop]);

      await callOnPage(page, 'start');
      const second = await waitForPlayback(page, 1, 3);
      assert.deepEqual(second.errors, []);
      assert.deepEqual(second.colours, ['blue']);
      assert.deepEqual(commandsTo(camera), [start, stop, start]);
    } finally {
      await scene.close();
    }
  });

  it('stops for all who share the stream of the notes, and not for a viewer with a session of his own', async () => {
    const scene = await startNotesScene();
    try {
      const camera = await scene.startCamera();
      const pages = [await openPage(scene, '/hls'), await openPage(scene, '/hls')];
      const [one, other] = pages as [Page, Page];
      const { stream_url: streamUrl } = await callOnPage<NotesAnswer>(one, 'start');
      assert.equal((await callOnPage<NotesAnswer>(other, 'start')).stream_url, streamUrl);
      await Promise.all(pages.map((page) => waitForPlayback(page, 0, 1)));
      const session = await openSession(scene.gateway.url, notesCameraId);
      scene.opened.push(session);

      assert.equal(await callOnPage(other, 'stop'), 200);
      assert.equal(await statusOf(new URL(streamUrl ?? '', scene.gateway.url).href), 404);
      const hasGivenUp = async () => {
        await session.keepAlive();
        return (await playbackOf(one, 0)).errors.some(({ fatal }) => fatal);
      };
      await until(hasGivenUp, { what: 'hls.js to give up on the page that did not stop', withinMs: 30_000 });
      const sequence = await newestSequence(session);
      await until(async () => (await newestSequence(session)) > sequence + graceMs / 1000 + 1, {
        what: 'the session to watch on past the grace',
        withinMs: graceMs + 10_000,
      });
      assert.deepEqual(commandsTo(camera), [start]);
      await session.close();
      await waitUntilAsleep(scene, camera);
      assert.deepEqual(commandsTo(camera), [start, stop]);
    } finally {
      await scene.close();
    }
  });

  it('says so when the camera is not there; POST does what GET does', async () => {
    const scene = await startNotesScene({ startTimeoutMs: 4000 });
    try {
      const methods = ['GET', 'POST'] as const;
      for (const { status, answer } of await Promise.all(
        methods.map((method) => scene.call('start', method)),
      )) {
        assert.equal(status, 504);
        assert.deepEqual(Object.keys(answer).sort(), ['message', 'status']);
        assert.equal(answer.status, 'error');
        assert.ok((answer.message ?? '').length > 10, answer.message);
      }
      const camera = await scene.startCamera();
      const started = await scene.call('start', 'POST');
      assert.equal(started.status, 200, started.answer.message);
      const playlistUrl = new URL(started.answer.stream_url ?? '', scene.gateway.url).href;
      assert.equal(await statusOf(playlistUrl), 200);
      assert.equal((await scene.call('stop', 'POST')).status, 200);
      assert.equal((await scene.call('stop', 'POST')).status, 200);
      assert.equal(await statusOf(playlistUrl), 404);
      await waitUntilAsleep(scene, camera);
    } finally {
      await scene.close();
    }
  });

  it('says STOP again while bytes still come', async () => {
    const scene = await startNotesScene();
    try {
      const camera = await scene.startCamera({ ignoredStopsCount: 1 });
      assert.equal((await scene.call('start')).status, 200);
      await scene.call('stop');
      await waitUntilAsleep(scene, camera);
      assert.deepEqual(camera.heard.slice(0, 3), [start, stop, stop]);
    } finally {
      await scene.close();
    }
  });

  it('lets the camera sleep when the page is closed and nobody says stop', async () => {
    const scene = await startNotesScene();
    try {
      const camera = await scene.startCamera();
      const page = await openPage(scene, '/hls');
      await callOnPage(page, 'start');
      await waitForPlayback(page, 0, 1);
      await page.close();
      await camera.waitForState('idle', 2 * quickSessions.keepAliveMs + sleepsWithinMs);
      assert.deepEqual(commandsTo(camera), [start, stop]);
    } finally {
      await scene.close();
    }
  });

  it('shows moving pictures in two bare <img> from one decoder, and sleeps when both have ended', async () => {
    const scene = await startNotesScene();
    try {
      const camera = await scene.startCamera();
      const page = await openPage(scene, '/img');
      await waitForMovingImage(page, 0);
      await waitForMovingImage(page, 1);
      assert.equal((await ffmpegsOf(scene.gateway.pid)).length, 1);
      assert.deepEqual(commandsTo(camera), [start]);

      // Chromium keeps on reading a picture that was only taken out of the document.
      await page.evaluate(() => document.images[0]?.removeAttribute('src'));
      await waitForMovingImage(page, 1);
      await page.close();
      await waitUntilAsleep(scene, camera);
      assert.deepEqual(commandsTo(camera), [start, stop]);
    } finally {
      await scene.close();
    }
  });
});
