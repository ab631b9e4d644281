import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createLiveResponder } from '../http/live-response.js';
import { createLiveSocketResponder } from '../http/live-socket.js';
import { createFixtureApp } from '../testing/app-fixture.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { createLiveMp4Routes } from './live-mp4.js';

const path = '/live/secret/door/live.mp4';

/** One stream behind one grant, whose session the test can end. */
function createFixture(t: TestContext) {
  const stream = createFixtureStream();
  const ending = new AbortController();
  const leaving = new AbortController();
  const responses = new Set<{ drainedAtMs(): number }>();
  let touchCount = 0;
  const owner = {
    ended: ending.signal,
    hold(response: { drainedAtMs(): number }) {
      responses.add(response);
      return () => responses.delete(response);
    },
  };
  const grant = { stream, owner, touch: () => touchCount++ };
  const app = createFixtureApp().route(
    '/',
    createLiveMp4Routes({
      openGrant: (name, cameraId) => (name === 'secret' && cameraId === 'door' ? grant : undefined),
      respond: createLiveResponder(),
      respondBySocket: createLiveSocketResponder({
        upgradeWebSocket: undefined,
        isAllowedOrigin: () => true,
        reportFailure: () => {},
      }),
      startTimeoutMs: 200,
    }),
  );
  t.after(() => stream.close());
  const get = async (init: RequestInit = {}) => app.request(path, { signal: leaving.signal, ...init });
  return { stream, app, get, ending, leaving, responses, touches: () => touchCount };
}

describe('GET live.mp4', () => {
  it('answers the media type with its codecs, for nobody to keep, and begins with what is there', async (t) => {
    const { stream, get, touches, responses, ending } = createFixture(t);
    createFixtureRun(stream).push(5);
    const response = await get();
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Content-Type'), 'video/mp4; codecs="avc1.42c01e"');
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
    assert.equal(response.headers.get('X-Accel-Buffering'), 'no');
    assert.equal(response.headers.get('Cross-Origin-Resource-Policy'), 'cross-origin');
    const { value } = await response.body!.getReader().read();
    assert.equal(Buffer.from(value!).toString('latin1', 4, 8), 'ftyp');
    assert.deepEqual([touches(), responses.size], [1, 1]);
    ending.abort();
    assert.equal(responses.size, 0);
  });

  it('ends with the session, with the run and with its client', async (t) => {
    const { stream, get, ending, leaving, responses } = createFixture(t);
    const run = createFixtureRun(stream);
    run.push(5);
    const [first, second, third] = await Promise.all([get(), get(), get({ signal: ending.signal })]);
    run.sink.end();
    const bytes = Buffer.from(await first!.arrayBuffer());
    assert.ok(bytes.includes('moof'));
    createFixtureRun(stream).push(5);
    const next = await get();
    leaving.abort();
    await second!.arrayBuffer().catch(() => {});
    ending.abort();
    await Promise.all([third, next].map((response) => response!.arrayBuffer().catch(() => {})));
    assert.equal(responses.size, 0);
  });

  it('answers 404 for a grant that is none, 503 while there is nothing to play', async (t) => {
    const { app, get } = createFixture(t);
    assert.equal((await app.request('/live/guess/door/live.mp4')).status, 404);
    assert.equal((await get()).status, 503);
  });

  it('refuses to be upgraded where the server has no WebSockets', async (t) => {
    const { stream, get, responses } = createFixture(t);
    createFixtureRun(stream).push(5);
    const response = await get({ headers: { Connection: 'Upgrade', Upgrade: 'websocket' } });
    assert.equal(response.status, 400);
    const problem = (await response.json()) as { code: string; detail: string };
    assert.equal(problem.code, 'invalid_request');
    assert.match(problem.detail, /without WebSockets/);
    assert.equal(responses.size, 0);
  });

  it('takes who names a protocol without asking for an upgrade for a reader like others', async (t) => {
    const { stream, get } = createFixture(t);
    createFixtureRun(stream).push(5);
    const response = await get({ method: 'HEAD', headers: { Upgrade: 'websocket' } });
    assert.equal(response.status, 200);
  });

  it('answers HEAD with the headers alone', async (t) => {
    const { stream, get, responses } = createFixture(t);
    createFixtureRun(stream).push(5);
    const response = await get({ method: 'HEAD' });
    assert.equal(response.headers.get('Content-Type'), 'video/mp4; codecs="avc1.42c01e"');
    assert.equal((await response.arrayBuffer()).byteLength, 0);
    assert.equal(responses.size, 0);
  });
});
