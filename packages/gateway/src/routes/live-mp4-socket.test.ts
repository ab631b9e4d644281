import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { upgradeWebSocket } from '@hono/node-server';
import type { WSContext } from 'hono/ws';
import type { WebSocket } from 'ws';
import { GatewayError } from '../errors/gateway-error.js';
import { createOriginCheck } from '../http/allowed-origin.js';
import { createLiveResponder } from '../http/live-response.js';
import { createLiveSocketResponder, type WebSocketUpgrade } from '../http/live-socket.js';
import { type GatewayServer, serveGateway } from '../server.js';
import type { LiveStream } from '../store/live-stream.js';
import { createFixtureApp } from '../testing/app-fixture.js';
import { within } from '../testing/deadline.js';
import { readFragments } from '../testing/fragment-reader.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { refusalOf, watchSocket } from '../testing/socket-viewer.js';
import { picture } from '../testing/synthetic-camera.js';
import { createLiveMp4Routes } from './live-mp4.js';

const type = 'video/mp4; codecs="avc1.42c01e"';
const sessionEnd = new GatewayError('not_found', 'The session has ended.');
/** When each picture is shown. */
const ticksOf = (bytes: string | Buffer): number[] =>
  readFragments(bytes as Buffer).flatMap(({ tracks }) => tracks.map(({ decodeTicks }) => decodeTicks));

describe('live.mp4 over a WebSocket', () => {
  let stream: LiveStream;
  let server: GatewayServer;
  let url: URL;
  let ending: AbortController;
  let responses: Set<{ drainedAtMs(): number }>;
  let touchCount: number;
  /** The gateway's ends of the sockets. */
  let sockets: WebSocket[];

  const noticing: WebSocketUpgrade = (c, events) =>
    upgradeWebSocket(c, {
      ...events,
      onOpen(event, socket) {
        sockets.push(socket.raw as WebSocket);
        events.onOpen?.(event, socket);
      },
    });

  async function serve(upgrade: WebSocketUpgrade = noticing): Promise<GatewayServer> {
    const owner = {
      ended: ending.signal,
      hold(response: { drainedAtMs(): number }) {
        responses.add(response);
        return () => responses.delete(response);
      },
    };
    const isAllowedOrigin = createOriginCheck({
      origins: ['https://site.example'],
      publicUrl: 'https://gateway.example/cameras/',
    });
    const app = createFixtureApp().route(
      '/',
      createLiveMp4Routes({
        openGrant: (name) => (name === 'secret' ? { stream, owner, touch: () => touchCount++ } : undefined),
        respond: createLiveResponder(),
        respondBySocket: createLiveSocketResponder({
          upgradeWebSocket: upgrade,
          isAllowedOrigin,
          reportFailure: () => {},
        }),
        startTimeoutMs: 200,
      }),
    );
    const served = await serveGateway(app, { host: '127.0.0.1', port: 0 });
    url = new URL('live/secret/door/live.mp4', served.url);
    return served;
  }

  beforeEach(async () => {
    stream = createFixtureStream();
    ending = new AbortController();
    responses = new Set();
    touchCount = 0;
    sockets = [];
    server = await serve();
  });
  afterEach(async () => {
    stream.close();
    await server.close();
  });

  async function until(isMet: () => boolean, what: string): Promise<void> {
    const looking = new AbortController();
    const met = (async () => {
      while (!isMet() && !looking.signal.aborted) await nextTurn();
    })();
    await within(met, what).finally(() => looking.abort());
  }

  it('names the type, then gives what is there and each fragment as it is made', async () => {
    const run = createFixtureRun(stream);
    run.push(5);
    const viewer = watchSocket(url);
    assert.deepEqual(JSON.parse((await viewer.next()) as string), { type });
    const first = (await viewer.next()) as Buffer;
    assert.equal(first.toString('latin1', 4, 8), 'ftyp');
    const ticks = ticksOf(first);
    assert.equal(ticks.length, 5);
    for (let index = 1; index < 5; index++) {
      run.push(1);
      assert.deepEqual(ticksOf(await viewer.next()), [ticks.at(-1)! + index * 3000]);
    }
    assert.equal(touchCount, 1);
    viewer.socket.close();
  });

  it('gives the bytes of the endless response', async () => {
    const run = createFixtureRun(stream);
    run.push(35);
    const [viewer, response] = [watchSocket(url), await fetch(url)];
    await viewer.next();
    run.push(40);
    run.sink.end();
    assert.equal(await viewer.closed(), '1000');
    const bytes = Buffer.concat(viewer.waiting as Buffer[]);
    assert.ok(bytes.equals(Buffer.from(await response.arrayBuffer())));
    assert.equal(responses.size, 0);
  });

  it('says in its close what keeps the media away, or ends it', async () => {
    assert.equal(await watchSocket(new URL('../../other/door/live.mp4', url)).closed(), '4404 not_found');
    assert.equal(await watchSocket(url).closed(), '4503 stream_not_ready');
    createFixtureRun(stream).push(5);
    const viewer = watchSocket(url);
    await viewer.next();
    ending.abort(sessionEnd);
    assert.equal(await viewer.closed(), '4404 not_found');
    assert.equal(responses.size, 0);
  });

  it('forgets a client that goes, before its first bytes or later', async () => {
    const early = watchSocket(url);
    await until(() => stream.stats().waiterCount === 1, 'the wait');
    early.socket.terminate();
    await until(() => stream.stats().waiterCount === 0, 'the end of the wait');
    createFixtureRun(stream).push(5);
    const later = watchSocket(url);
    await later.next();
    assert.equal(responses.size, 1);
    later.socket.terminate();
    await until(() => responses.size === 0, 'the end of the response');
  });

  it('gives signs of life while its reader takes all', async () => {
    createFixtureRun(stream).push(5);
    const viewer = watchSocket(url);
    await viewer.next();
    await viewer.next();
    const [response] = responses;
    const sinceMs = performance.now();
    await until(() => response!.drainedAtMs() > sinceMs, 'a sign of life');
    viewer.socket.close();
  });

  it('lets a reader that is stuck skip to a keyframe, holds little for it, and cuts it off with its session', async () => {
    const sink = stream.beginRun({ arrivalDelayMs: 0 });
    let next = 0;
    const push = (count: number): void => {
      for (const end = next + count; next < end; next++)
        sink.write(picture({ dtsTicks: next * 3000, isKeyframe: next % 30 === 0, byteLength: 50_000 }));
    };
    push(1);
    const viewer = watchSocket(url);
    await viewer.next();
    const firstTicks = ticksOf(await viewer.next())[0]!;
    viewer.socket.pause();
    let unsentBytes = 0;
    for (let count = 0; count < 1000; count++) {
      push(1);
      await nextTurn();
      unsentBytes = Math.max(unsentBytes, sockets[0]!.bufferedAmount);
    }
    const [response] = responses;
    assert.equal(response!.drainedAtMs(), response!.drainedAtMs());
    assert.ok(unsentBytes < 1.5 * 1024 * 1024, `${unsentBytes} bytes wait for the network`);

    viewer.socket.resume();
    const sinceMs = performance.now();
    await until(() => response!.drainedAtMs() > sinceMs, 'the reader to catch up');
    while (next % 30 !== 0) {
      push(1);
      await nextTurn();
    }
    push(1);
    const newestTicks = firstTicks + (next - 1) * 3000;
    await until(() => ticksOf(viewer.waiting.at(-1)!).includes(newestTicks), 'the newest picture');
    const ticks = viewer.waiting.flatMap(ticksOf);
    const skips = ticks.filter((at, index) => index > 0 && at !== ticks[index - 1]! + 3000);
    assert.ok(ticks.length < 800, `${ticks.length} of ${next} pictures came`);
    for (const at of skips) assert.equal(((at - firstTicks) / 3000) % 30, 0);
    assert.notEqual(skips.length, 0);

    viewer.socket.pause();
    while (next < 2000) {
      push(1);
      await nextTurn();
    }
    const gone = once(sockets[0]!, 'close');
    ending.abort(sessionEnd);
    await within(gone, 'the end of the connection');
    assert.equal(responses.size, 0);
    viewer.socket.resume();
    // The close itself may have got through at last.
    assert.match(await viewer.closed(), /^(1006|4404 not_found)$/);
  });

  it('ends with the server, also for a reader that is stuck', async () => {
    createFixtureRun(stream).push(5);
    const [viewer, stuck] = [watchSocket(url), watchSocket(url)];
    await Promise.all([viewer.next(), stuck.next()]);
    stuck.socket.pause();
    await within(server.close(), 'the end of the server');
    assert.equal(await viewer.closed(), '1001 The gateway closes.');
    await until(() => responses.size === 0, 'the end of the responses');
    stuck.socket.resume();
    await stuck.closed();
  });

  it('is open to pages that may open a session, to its own and to programs', async () => {
    createFixtureRun(stream).push(5);
    for (const origin of ['https://other.example', 'null', 'https://gateway.example.other']) {
      assert.equal(await refusalOf(url, { origin }), 403, origin);
    }
    for (const origin of ['https://site.example', 'https://gateway.example', url.origin, undefined]) {
      const viewer = watchSocket(url, origin === undefined ? {} : { origin });
      assert.deepEqual(JSON.parse((await viewer.next()) as string), { type });
      viewer.socket.close();
    }
  });

  it('refuses sockets that do not tell what waits, and listens to no long speeches', async () => {
    createFixtureRun(stream).push(5);
    const viewer = watchSocket(url);
    await viewer.next();
    viewer.socket.send(Buffer.alloc(2000));
    assert.match(await viewer.closed(), /^1009/);
    await server.close();
    server = await serve((c, events) =>
      upgradeWebSocket(c, {
        ...events,
        onOpen: (event, socket) =>
          events.onOpen?.(event, {
            send: (text: string) => socket.send(text),
            close: (code?: number, reason?: string) => socket.close(code, reason),
          } as WSContext),
      }),
    );
    assert.equal(await watchSocket(url).closed(), '4500 internal');
    assert.equal(responses.size, 0);
  });
});
