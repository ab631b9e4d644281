import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { createFailureReport } from '../http/problem-response.js';
import { createSharedHeaders } from '../http/shared-headers.js';
import type { Logger } from '../log/logger.js';
import { createHlsRoutes } from '../routes/hls.js';
import { createFixtureApp } from '../testing/app-fixture.js';
import { blocked } from '../testing/hls-app-fixture.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { createFileListener } from './file-listener.js';
import { createSessionFiles, type HlsGrant } from './session-files.js';

const site = 'https://site.example';
const nextPart = 'index.m3u8?_HLS_msn=8&_HLS_part=2';

function createScene({ origins = ['*'] }: { origins?: string[] } = {}) {
  const stream = createFixtureStream();
  const run = createFixtureRun(stream);
  run.push(45);
  const grants = new Map<string, HlsGrant>([['secret', { stream, waitingCount: 0, touch: () => {} }]]);
  const logged: unknown[] = [];
  const log = (facts: object, message: string): void => void logged.push({ ...facts, message });
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const answerFile = createSessionFiles({
    openGrant: (grant, cameraId) => (cameraId === 'door' ? grants.get(grant) : undefined),
  });
  const makeSharedHeaders = createSharedHeaders({
    origins,
    exposedHeaders: ['Age'],
    isTrustedProxy: (address) => address === '127.0.0.1',
  });
  const reportFailure = createFailureReport({ logger });
  const listener = createFileListener({ answerFile, makeSharedHeaders, reportFailure });
  return { stream, run, grants, logged, answerFile, listener };
}

async function listenOn(t: TestContext, server: Server, stream: { close(): void }): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(async () => {
    stream.close();
    server.close();
    if ('closeAllConnections' in server) (server as ReturnType<typeof createServer>).closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Whatever the listener leaves is 418. */
async function serve(t: TestContext, scene: ReturnType<typeof createScene>): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    if (!scene.listener(incoming, outgoing)) outgoing.writeHead(418).end();
  });
  return `${await listenOn(t, server, scene.stream)}/live/secret/door`;
}

describe('createFileListener', () => {
  it('answers as the routes do', async (t) => {
    const scene = createScene();
    const base = await serve(t, scene);
    const app = createFixtureApp().route('/', createHlsRoutes(scene));
    for (const [file, headers] of [
      ['index.m3u8', {}],
      ['index.m3u8?_HLS_msn=7', { 'Accept-Encoding': 'gzip' }],
      ['seg7.m4s', { 'User-Agent': 'VLC/3.0.1 LibVLC/3.0.1' }],
      ['part9.m4s', {}],
      ['init0.mp4', {}],
      ['seg99.m4s', {}],
      ['index.m3u8?_HLS_part=1', {}],
      ['index.m3u8?_HLS_msn=99', {}],
    ] as const) {
      const [listened, routed] = await Promise.all([
        fetch(`${base}/${file}`, { headers: { 'Accept-Encoding': 'identity', ...headers } }),
        app.request(`/live/secret/door/${file}`, { headers }),
      ]);
      assert.equal(listened.status, routed.status, file);
      for (const name of ['Content-Type', 'Cache-Control', 'Content-Encoding', 'Vary', 'Server-Timing']) {
        assert.equal(listened.headers.get(name), routed.headers.get(name), `${name} of ${file}`);
      }
      assert.equal(listened.headers.get('Cross-Origin-Resource-Policy'), 'cross-origin');
      assert.equal(listened.headers.get('Access-Control-Allow-Origin'), '*');
      if (listened.status === 200 && listened.headers.get('Content-Encoding') === null)
        assert.deepEqual(
          new Uint8Array(await listened.arrayBuffer()),
          new Uint8Array(await routed.arrayBuffer()),
          file,
        );
    }
  });

  it('leaves to the app what is no file of a stream, and every method but GET', async (t) => {
    const scene = createScene();
    const base = await serve(t, scene);
    for (const [file, method] of [
      ['live.mp4', 'GET'],
      ['%69ndex.m3u8', 'GET'],
      ['seg7.m4s', 'HEAD'],
      ['seg7.m4s', 'OPTIONS'],
      ['index.m3u8', 'POST'],
    ] as const) {
      assert.equal((await fetch(`${base}/${file}`, { method })).status, 418, `${method} ${file}`);
    }
  });

  it('answers a blocked request when the part is there', async (t) => {
    const scene = createScene();
    const base = await serve(t, scene);
    const answer = fetch(`${base}/${nextPart}`);
    await blocked(scene.stream, 1);
    scene.run.push(3);
    assert.match(await (await answer).text(), /URI="part13.m4s"\n#EXT-X-PRELOAD-HINT/);
  });

  it('refuses with a problem that names the request, and says so in the log', async (t) => {
    const scene = createScene();
    const base = await serve(t, scene);
    const answer = await fetch(`${base.replace('secret', 'guessed')}/seg7.m4s`, {
      headers: { 'X-Request-Id': 'proxy-7' },
    });
    const problem = (await answer.json()) as { code: string; requestId: string };
    assert.deepEqual([answer.status, problem.code, problem.requestId], [404, 'not_found', 'proxy-7']);
    assert.equal(answer.headers.get('X-Request-Id'), 'proxy-7');
    assert.match(JSON.stringify(scene.logged), /"requestId":"proxy-7".*"code":"not_found"/);
  });

  it('refuses a request whose session ended, or whose stream did, while it was blocked', async (t) => {
    const scene = createScene();
    const base = await serve(t, scene);
    const ended = fetch(`${base}/${nextPart}`);
    await blocked(scene.stream, 1);
    scene.grants.clear();
    scene.run.push(3);
    assert.equal((await ended).status, 404);
    scene.grants.set('secret', { stream: scene.stream, waitingCount: 0, touch: () => {} });
    const closed = fetch(`${base}/index.m3u8?_HLS_msn=8&_HLS_part=4`);
    await blocked(scene.stream, 1);
    scene.stream.close();
    assert.equal((await closed).status, 404);
  });

  it('lets one viewer wait for so many things, which keeps nobody else from waiting', async (t) => {
    const scene = createScene();
    const base = await serve(t, scene);
    const { stream } = scene;
    scene.grants.set('secret', { stream, waitingCount: 4999, touch: () => {} });
    scene.grants.set('other', { stream, waitingCount: 0, touch: () => {} });
    const waiting = fetch(`${base}/${nextPart}`);
    await blocked(stream, 1);
    const refused = await fetch(`${base}/${nextPart}`);
    assert.deepEqual(
      [refused.status, refused.headers.get('Retry-After'), refused.headers.get('Cache-Control')],
      [429, '1', 'no-store'],
    );
    assert.equal((await fetch(`${base}/index.m3u8`)).status, 200, 'what is there is answered');
    const other = fetch(`${base.replace('secret', 'other')}/${nextPart}`);
    await blocked(stream, 2);
    scene.run.push(3);
    assert.deepEqual([(await waiting).status, (await other).status], [200, 200]);
    assert.equal(scene.grants.get('secret')!.waitingCount, 4999);
    assert.equal(scene.grants.get('other')!.waitingCount, 0);
  });

  it('writes nothing to a client that left while its request was blocked', async (t) => {
    const scene = createScene();
    const base = await serve(t, scene);
    const leaving = new AbortController();
    const answer = fetch(`${base}/${nextPart}`, { signal: leaving.signal });
    await blocked(scene.stream, 1);
    leaving.abort();
    await assert.rejects(answer);
    scene.run.push(3);
    assert.equal((await fetch(`${base}/index.m3u8`)).status, 200);
    assert.deepEqual(scene.logged, []);
  });

  it('lets a client go that leaves before the stream is ready', async (t) => {
    const scene = createScene();
    const base = await serve(t, scene);
    const early = createFixtureStream();
    t.after(() => early.close());
    scene.grants.set('secret', { stream: early, waitingCount: 0, touch: () => {} });
    const leaving = new AbortController();
    const answer = fetch(`${base}/index.m3u8`, { signal: leaving.signal });
    await blocked(early, 1);
    leaving.abort();
    await assert.rejects(answer);
    await blocked(early, 0);
  });

  it('names who may read the answer, and that it varies by that', async (t) => {
    const base = await serve(t, createScene({ origins: [site] }));
    const { headers } = await fetch(`${base}/index.m3u8`, { headers: { Origin: site } });
    assert.equal(headers.get('Access-Control-Allow-Origin'), site);
    assert.equal(headers.get('Vary'), 'Accept-Encoding, Origin');
    const other = await fetch(`${base}/seg7.m4s`, { headers: { Origin: 'https://other.example' } });
    assert.equal(other.headers.get('Access-Control-Allow-Origin'), null);
    assert.equal(other.headers.get('Vary'), 'Origin');
  });

  it('answers over HTTP/2', async (t) => {
    const scene = createScene();
    const origin = await listenOn(t, createHttp2Server(scene.listener), scene.stream);
    const session = connect(origin);
    t.after(() => session.destroy());
    const request = session.request({ ':path': '/live/secret/door/seg7.m4s' });
    const [headers] = await once(request, 'response');
    assert.equal(headers[':status'], 200);
    assert.equal(headers['content-type'], 'video/mp4');
    assert.equal(headers['access-control-allow-origin'], '*');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    assert.deepEqual(Buffer.concat(chunks), scene.stream.find('seg7.m4s'));
  });
});
