import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Hono } from 'hono';
import { createCapabilityCheck } from '../ffmpeg/capabilities.js';
import type { AppEnv } from '../http/app-env.js';
import { createLiveResponder } from '../http/live-response.js';
import { silentLogger } from '../log/logger.js';
import { StreamPictures } from '../pictures/stream-pictures.js';
import { type GatewayServer, serveGateway } from '../server.js';
import { type FeedFragment, FragmentFeed } from '../store/fragment-feed.js';
import { createFixtureApp } from '../testing/app-fixture.js';
import { within } from '../testing/deadline.js';
import { filmFragments } from '../testing/filmed-fragments.js';
import { jpegSize } from '../testing/jpeg-size.js';
import { watchMjpeg } from '../testing/mjpeg-client.js';
import { createMjpegRoutes } from './mjpeg.js';
import { createMjpegResponder } from './mjpeg-response.js';

const path = '/live/granted/door/video.mjpeg';

describe('GET video.mjpeg', () => {
  let film: FeedFragment[];
  let server: GatewayServer;
  let feed: FragmentFeed;
  let pictures: StreamPictures;
  let ended: AbortController;
  let touchCount: number;
  let outgoing: ServerResponse;
  let responses: Set<{ drainedAtMs(): number }>;

  before(async () => {
    film = await filmFragments({ size: '1280x720' });
    const app = createApp(10_000);
    server = await serveGateway(app, { host: '127.0.0.1', port: 0 });
  });
  after(() => server.close());

  function createApp(startTimeoutMs: number): Hono<AppEnv> {
    const owner = {
      get ended() {
        return ended.signal;
      },
      hold: (response: { drainedAtMs(): number }) => {
        responses.add(response);
        return () => responses.delete(response);
      },
    };
    const touch = (): void => {
      touchCount += 1;
    };
    const openGrant = (grant: string, cameraId: string) =>
      grant === 'granted' && cameraId === 'door' ? { pictures, owner, touch } : undefined;
    const app = createFixtureApp();
    app.use((c, next) => {
      outgoing = (c.env as { outgoing: ServerResponse } | undefined)?.outgoing ?? outgoing;
      return next();
    });
    app;
    app.route(
      '/',
      createMjpegRoutes({
        openGrant,
        respond: createMjpegResponder({ respond: createLiveResponder() }),
        startTimeoutMs,
      }),
    );
    return app;
  }

  function usePictures(ffmpegPath: string): void {
    feed = new FragmentFeed();
    const checkFfmpeg = createCapabilityCheck({ ffmpegPath });
    pictures = new StreamPictures({ feed, ffmpegPath, checkFfmpeg, logger: silentLogger });
  }
  beforeEach(() => {
    ended = new AbortController();
    touchCount = 0;
    responses = new Set();
    usePictures('ffmpeg');
  });
  afterEach(() => pictures.close());

  const url = () => new URL(path, server.url);
  const push = (from: number, to: number): void => {
    for (const fragment of film.slice(from, to)) feed.push(fragment);
  };

  it('shows each picture when it has come, not with the one after it', async () => {
    push(0, 1);
    const viewer = await watchMjpeg(url());
    assert.equal(viewer.response.statusCode, 200);
    const { headers } = viewer.response;
    assert.match(headers['content-type']!, /^multipart\/x-mixed-replace; boundary=\w+$/);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-accel-buffering'], 'no');
    assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
    assert.equal(jpegSize((await viewer.next())!), '1280x720');
    for (let index = 1; index < 10; index++) {
      push(index, index + 1);
      assert.equal(jpegSize((await viewer.next())!), '1280x720');
    }
    assert.equal(touchCount, 1);
    viewer.close();
  });

  it('ends when the session ends', async () => {
    push(0, 1);
    const viewer = await watchMjpeg(url());
    await viewer.next();
    ended.abort();
    assert.equal(await viewer.next(), undefined);
    assert.equal(viewer.response.complete, true);
    assert.equal(pictures.lookCount, 0);
  });

  it('stops looking when the client leaves, before its first picture or after', async () => {
    const leaving = new AbortController();
    const early = assert.rejects(watchMjpeg(url(), { signal: leaving.signal }));
    await within(untilLookCount(1), 'the look');
    leaving.abort();
    await early;
    await within(untilLookCount(0), 'the end of the look');
    push(0, 1);
    const viewer = await watchMjpeg(url());
    await viewer.next();
    assert.equal(pictures.lookCount, 1);
    viewer.close();
    await within(untilLookCount(0), 'the end of the look');
    assert.equal(responses.size, 0);
  });

  async function untilLookCount(count: number): Promise<void> {
    while (pictures.lookCount !== count) await delay(5);
  }

  it('takes no signs of life from a reader that is stuck, and cuts it off with its session', async () => {
    const large = await filmFragments({ size: '1920x1080', seconds: 4 });
    const quick = pictures.look();
    feed.push(large[0]!);
    const viewer = await watchMjpeg(url());
    const [response] = responses;
    viewer.response.pause();
    await within(quick.next(), 'a picture');
    let drainedAtMs = Number.NaN;
    // Until the buffers of both ends are full.
    for (let index = 1; drainedAtMs !== response!.drainedAtMs(); index++) {
      assert.ok(index < large.length, 'a reader that takes nothing is given all the same');
      drainedAtMs = response!.drainedAtMs();
      feed.push(large[index]!);
      await within(quick.next(), 'a picture');
      // A response that is not stuck asks for more within this turn and would be drained now.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const gone = once(outgoing, 'close');
    ended.abort();
    await within(gone, 'the end of the connection');
    while (await viewer.next());
    assert.equal(viewer.response.complete, false);
    quick.close();
  });

  it('answers HEAD without looking', async () => {
    const response = await fetch(url(), { method: 'HEAD' });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('Content-Type')!, /^multipart\/x-mixed-replace/);
    assert.equal(pictures.lookCount, 0);
    assert.equal(responses.size, 0);
  });

  it('answers what went wrong before the first picture with its status', async () => {
    assert.equal((await fetch(new URL('/live/other/door/video.mjpeg', server.url))).status, 404);
    usePictures('/nowhere/ffmpeg');
    const failed = await fetch(url());
    assert.equal(failed.status, 502);
    assert.equal(((await failed.json()) as { code: string }).code, 'ffmpeg_failed');
    usePictures('ffmpeg');
    const late = await createApp(10).request(path);
    assert.equal(late.status, 503);
    assert.equal(((await late.json()) as { code: string }).code, 'stream_not_ready');
    assert.equal(pictures.lookCount, 0);
  });
});
