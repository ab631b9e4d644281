import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.js';
import { handleErrors } from '../http/problem-response.js';
import { silentLogger } from '../log/logger.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { createHlsRoutes, type HlsGrant } from './hls.js';

/** One stream behind one grant, with one complete segment of 6 parts and an open one of 2; three frames make the next part. */
function createFixture() {
  const stream = createFixtureStream();
  const run = createFixtureRun(stream);
  run.push(45);
  const grants = new Map<string, HlsGrant>();
  let touchCount = 0;
  grants.set('secret', { stream, touch: () => touchCount++ });
  const openGrant = (grant: string, cameraId: string) =>
    cameraId === 'door' ? grants.get(grant) : undefined;
  const app = new Hono<AppEnv>()
    .route('/', createHlsRoutes({ openGrant }))
    .onError(handleErrors(silentLogger));
  return {
    stream,
    run,
    grants,
    app,
    touches: () => touchCount,
    get: async (file: string, init?: RequestInit) => app.request(`/live/secret/door/${file}`, init),
  };
}

async function listen(t: TestContext, app: Hono<AppEnv>): Promise<string> {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const codeOf = async (response: Response): Promise<unknown> => {
  const { code } = (await response.json()) as { code?: string };
  return [response.status, code];
};

/** Resolves once so many requests are blocked; rejects after 2 s. */
async function blocked(stream: ReturnType<typeof createFixtureStream>, count: number): Promise<void> {
  const deadlineAtMs = performance.now() + 2000;
  while (stream.stats().waiterCount !== count) {
    if (performance.now() > deadlineAtMs)
      throw new Error(`${stream.stats().waiterCount} blocked, not ${count}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('HLS routes', () => {
  it('answer the playlist, which nothing may cache', async () => {
    const { get } = createFixture();
    const response = await get('index.m3u8');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Content-Type'), 'application/vnd.apple.mpegurl');
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
    assert.equal(response.headers.get('Cross-Origin-Resource-Policy'), 'cross-origin');
    assert.equal(response.headers.get('Vary'), 'Accept-Encoding');
    const text = await response.text();
    assert.match(text, /^#EXTM3U\n/);
    assert.equal(Number(response.headers.get('Content-Length')), Buffer.byteLength(text));
  });

  for (const [header, isCompressed] of [
    ['gzip', true],
    ['br, gzip;q=0.5', true],
    ['gzip;q=1.0', true],
    ['gzip;q=0', false],
    ['deflate', false],
  ] as const) {
    it(`${isCompressed ? 'compress' : 'do not compress'} the playlist for "${header}"`, async () => {
      const { get } = createFixture();
      const response = await get('index.m3u8', { headers: { 'Accept-Encoding': header } });
      assert.equal(response.headers.get('Content-Encoding'), isCompressed ? 'gzip' : null);
      const bytes = Buffer.from(await response.arrayBuffer());
      assert.match((isCompressed ? gunzipSync(bytes) : bytes).toString(), /^#EXTM3U\n/);
    });
  }

  it('answer every file that the playlist names', async () => {
    const { get, stream } = createFixture();
    const text = await (await get('index.m3u8')).text();
    const media = text.replaceAll(/#EXT-X-GAP\n.*\n.*\n/g, '').replace(/#EXT-X-PRELOAD-HINT.*/, '');
    const names = media.match(/(init|seg|part)\d+\.\w+/g)!;
    assert.equal(names.length, 10);
    for (const name of names) {
      const response = await get(name);
      assert.equal(response.status, 200, name);
      assert.equal(response.headers.get('Content-Type'), 'video/mp4');
      assert.equal(response.headers.get('Cache-Control'), 'private, max-age=12, immutable');
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), stream.find(name));
    }
  });

  it('answer HEAD with the headers of GET', async () => {
    const { get } = createFixture();
    for (const file of ['index.m3u8', 'seg7.m4s']) {
      const [head, full] = await Promise.all([get(file, { method: 'HEAD' }), get(file)]);
      assert.equal(head.status, 200);
      assert.deepEqual([...head.headers], [...full.headers]);
      assert.equal((await head.arrayBuffer()).byteLength, 0);
    }
  });

  it('hold a playlist request until the part is listed', async () => {
    const { get, stream, run } = createFixture();
    const answer = get('index.m3u8?_HLS_msn=8&_HLS_part=2');
    await blocked(stream, 1);
    run.push(2);
    await blocked(stream, 1);
    run.push(1);
    assert.match(await (await answer).text(), /URI="part8.m4s"\n#EXT-X-PRELOAD-HINT/);
  });

  it('hold a request for a whole segment until it is complete', async () => {
    const { get, stream, run } = createFixture();
    const answer = get('index.m3u8?_HLS_msn=8');
    await blocked(stream, 1);
    run.push(15);
    await blocked(stream, 1);
    run.push(1);
    assert.match(await (await answer).text(), /seg8.m4s/);
  });

  it('hold the hinted part until all of it is there', async () => {
    const { get, stream, run } = createFixture();
    const answer = get('part8.m4s');
    await blocked(stream, 1);
    run.push(3);
    assert.deepEqual(Buffer.from(await (await answer).arrayBuffer()), stream.find('part8.m4s'));
  });

  it('refuse what is too far ahead or makes no sense, at once', async () => {
    const { get } = createFixture();
    assert.deepEqual(await codeOf(await get('index.m3u8?_HLS_msn=10')), [400, 'playlist_request_too_far']);
    assert.deepEqual(await codeOf(await get('index.m3u8?_HLS_part=1')), [400, 'invalid_request']);
    assert.deepEqual(await codeOf(await get('index.m3u8?_HLS_msn=x')), [400, 'invalid_request']);
  });

  it('answer 404 for what is neither there nor hinted', async () => {
    const { get, app } = createFixture();
    for (const file of ['part9.m4s', 'seg8.m4s', 'init1.mp4'])
      assert.deepEqual(await codeOf(await get(file)), [404, 'not_found'], file);
    assert.equal((await get('live.mp4')).status, 404);
    for (const path of ['/live/guess/door/index.m3u8', '/live/secret/garden/index.m3u8'])
      assert.deepEqual(await codeOf(await app.request(path)), [404, 'not_found'], path);
  });

  it('answer a gap with nothing, for players that know no gaps', async () => {
    const { get } = createFixture();
    const response = await get('seg0.m4s');
    assert.deepEqual([response.status, (await response.arrayBuffer()).byteLength], [200, 0]);
  });

  it('give up a request after three target durations without anything new', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { get, stream } = createFixture();
    const answer = get('index.m3u8?_HLS_msn=9');
    await blocked(stream, 1);
    t.mock.timers.tick(5999);
    assert.equal(stream.stats().waiterCount, 1);
    t.mock.timers.tick(1);
    assert.deepEqual(await codeOf(await answer), [503, 'stream_not_ready']);
  });

  it('take each request as a sign of life, when it comes and when it is answered', async () => {
    const { get, stream, run, touches } = createFixture();
    await get('seg7.m4s');
    assert.equal(touches(), 2);
    const answer = get('index.m3u8?_HLS_msn=8&_HLS_part=2');
    await blocked(stream, 1);
    assert.equal(touches(), 3);
    run.push(3);
    await answer;
    assert.equal(touches(), 4);
  });

  it('give nothing to a session that ended while its request was blocked', async () => {
    const { get, stream, run, grants } = createFixture();
    const answer = get('index.m3u8?_HLS_msn=8&_HLS_part=2');
    await blocked(stream, 1);
    grants.clear();
    run.push(3);
    assert.deepEqual(await codeOf(await answer), [404, 'not_found']);
  });

  it('answer 404 to whoever waits when the stream is closed', async () => {
    const { get, stream } = createFixture();
    const answer = get('index.m3u8?_HLS_msn=8&_HLS_part=2');
    await blocked(stream, 1);
    stream.close();
    assert.deepEqual(await codeOf(await answer), [404, 'not_found']);
  });
});

describe('HLS routes on a socket', () => {
  it('forget a blocked request when its client goes', async (t) => {
    const { app, stream } = createFixture();
    const origin = await listen(t, app);
    const client = request(`${origin}/live/secret/door/index.m3u8?_HLS_msn=8&_HLS_part=2`);
    client.on('error', () => {});
    client.end();
    await blocked(stream, 1);
    client.destroy();
    await blocked(stream, 0);
  });

  it('answer all whom one part lets go', async (t) => {
    const { app, stream, run } = createFixture();
    const origin = await listen(t, app);
    const answers = Array.from({ length: 20 }, () =>
      fetch(`${origin}/live/secret/door/index.m3u8?_HLS_msn=8&_HLS_part=2`),
    );
    await blocked(stream, 20);
    run.push(3);
    for (const answer of answers) assert.match(await (await answer).text(), /URI="part8.m4s"/);
  });

  it('send media with its length and nothing else around it', async (t) => {
    const { app, stream } = createFixture();
    const origin = await listen(t, app);
    const response = await fetch(`${origin}/live/secret/door/seg7.m4s`);
    assert.equal(Number(response.headers.get('Content-Length')), stream.find('seg7.m4s')!.length);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), stream.find('seg7.m4s'));
    const head = await fetch(`${origin}/live/secret/door/seg7.m4s`, { method: 'HEAD' });
    assert.equal(Number(head.headers.get('Content-Length')), stream.find('seg7.m4s')!.length);
  });
});
