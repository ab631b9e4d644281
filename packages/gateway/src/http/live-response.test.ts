import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { type GatewayServer, serveGateway } from '../server.js';
import { within } from '../testing/deadline.js';
import { connectRaw } from '../testing/raw-client.js';
import type { LiveSource } from './live-pump.js';
import { createLiveResponder } from './live-response.js';
import type { LiveBytes } from './live-sink.js';

/** What one viewer is given, by the test. */
class GivenSource implements LiveSource {
  hasEnded = false;
  waiting: LiveBytes[] = [];
  readonly closed: Promise<void>;
  close!: () => void;
  #onNews = (): void => {};

  constructor() {
    this.closed = new Promise((resolve) => {
      this.close = resolve;
    });
  }
  async open(onNews: () => void): Promise<void> {
    this.#onNews = onNews;
  }
  take(): LiveBytes[] {
    return this.waiting.splice(0);
  }
  give(...pieces: (string | LiveBytes)[]): void {
    this.waiting.push(...pieces.map((piece) => Buffer.from(piece as string)));
    this.#onNews();
  }
  finish(): void {
    this.hasEnded = true;
    this.#onNews();
  }
}

describe('an endless response of a server', () => {
  let app: Hono;
  let server: GatewayServer;
  let ending: AbortController;
  let sources: GivenSource[];
  let heldCount: number;
  let outgoing: ServerResponse;

  beforeEach(async () => {
    ending = new AbortController();
    sources = [];
    heldCount = 0;
    const owner = {
      get ended() {
        return ending.signal;
      },
      hold() {
        heldCount += 1;
        return () => {
          heldCount -= 1;
        };
      },
    };
    const respond = createLiveResponder();
    const live = new Hono().get('/live', async (c) => {
      const source = new GivenSource();
      source.give('first;');
      sources.push(source);
      outgoing = (c.env as { outgoing?: ServerResponse } | undefined)?.outgoing ?? outgoing;
      return respond(c, { owner, source, type: () => 'video/mp4' });
    });
    app = new Hono()
      .use(async (c, next) => {
        c.header('X-Before', 'yes');
        await next();
        c.res.headers.set('X-After', 'yes');
      })
      .use('/touched/*', cors())
      .use('/opened/*', async (c, next) => {
        await next();
        assert.notEqual(c.res.body, null);
      })
      .route('/', live)
      .route('/touched', live)
      .route('/opened', live)
      .get('/text', (c) => c.text('text'));
    server = await serveGateway(app, { host: '127.0.0.1', port: 0 });
  });
  afterEach(() => server.close());

  it('comes in chunks over HTTP/1.1, whose connection is kept', async () => {
    const client = await connectRaw(server.url);
    client.get('/live');
    const head = await client.until('\r\n\r\n');
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(head, /^transfer-encoding: chunked\r$/im);
    assert.match(head, /^content-type: video\/mp4\r$/im);
    assert.equal(await client.until('first;\r\n'), '6\r\nfirst;\r\n');
    sources[0]!.give('two', 'a piece of thirty-two characters');
    assert.equal(
      await client.until('characters\r\n'),
      '3\r\ntwo\r\n20\r\na piece of thirty-two characters\r\n',
    );
    sources[0]!.give('last');
    sources[0]!.finish();
    assert.equal(await client.until('0\r\n\r\n'), '4\r\nlast\r\n0\r\n\r\n');
    assert.equal(heldCount, 0);
    client.get('/text');
    await client.until('\r\n\r\ntext');
    client.socket.destroy();
  });

  it('comes as it is over HTTP/1.0, up to the end of the connection', async () => {
    const client = await connectRaw(server.url);
    client.get('/live', '1.0');
    assert.doesNotMatch(await client.until('\r\n\r\n'), /transfer-encoding/i);
    await client.until('first;');
    sources[0]!.give('two', 'three');
    assert.equal(await client.until('three'), 'twothree');
    sources[0]!.finish();
    assert.equal(await client.closed(), '');
  });

  it('waits for its turn behind another one of its connection', async () => {
    const client = await connectRaw(server.url);
    client.get('/live');
    client.get('/live');
    await client.until('first;\r\n');
    while (sources.length < 2) await nextTurn();
    sources[1]!.give('second;');
    sources[0]!.give('mine');
    assert.equal(await client.until('mine\r\n'), '4\r\nmine\r\n');
    sources[0]!.finish();
    assert.equal(await client.until('0\r\n\r\n'), '0\r\n\r\n');
    await client.until('\r\n\r\n');
    sources[1]!.give('third');
    sources[1]!.finish();
    const body = await client.until('0\r\n\r\n');
    assert.equal(body.replace(/^[0-9a-f]+\r\n|\r\n/gm, ''), 'first;second;third');
    client.socket.destroy();
  });

  it('comes over HTTP/2', async () => {
    const plain = serve({
      fetch: app.fetch,
      port: 0,
      hostname: '127.0.0.1',
      createServer: createHttp2Server,
    });
    await once(plain, 'listening');
    const session = connectHttp2(`http://127.0.0.1:${(plain.address() as AddressInfo).port}`);
    try {
      const stream = session.request({ ':path': '/live' });
      const [headers] = await within(once(stream, 'response'), 'the head');
      assert.equal(headers[':status'], 200);
      assert.equal(headers['content-type'], 'video/mp4');
      let body = '';
      stream.setEncoding('latin1').on('data', (text: string) => {
        body += text;
      });
      while (body === '') await within(once(stream, 'data'), 'the first bytes');
      sources[0]!.give('two', 'three');
      sources[0]!.finish();
      await within(once(stream, 'end'), 'the end');
      assert.equal(body, 'first;twothree');
      assert.equal(heldCount, 0);

      const left = session.request({ ':path': '/live' });
      await within(once(left.resume(), 'data'), 'bytes');
      left.close();
      await within(sources[1]!.closed, 'the end of its source');
    } finally {
      session.destroy();
      plain.close();
    }
  });

  for (const path of ['/live', '/touched/live', '/opened/live']) {
    it(`has the headers that surround the route: ${path}`, async () => {
      const leaving = new AbortController();
      const onSocket = await fetch(new URL(path, server.url), { signal: leaving.signal });
      const inProcess = await app.request(path, { signal: leaving.signal });
      for (const { headers, body } of [onSocket, inProcess]) {
        assert.equal(headers.get('X-Before'), 'yes');
        assert.equal(headers.get('X-After'), 'yes');
        assert.equal(headers.get('Access-Control-Allow-Origin'), path === '/touched/live' ? '*' : null);
        assert.equal(headers.get('X-Accel-Buffering'), 'no');
        const { value } = await within(body!.getReader().read(), 'bytes');
        assert.equal(Buffer.from(value!).toString(), 'first;');
      }
      leaving.abort();
      await within(Promise.all(sources.map(({ closed }) => closed)), 'the end of the sources');
      assert.equal(heldCount, 0);
    });
  }

  it('ends cleanly with the session', async () => {
    const client = await connectRaw(server.url);
    client.get('/live');
    await client.until('first;\r\n');
    ending.abort(new Error('over'));
    assert.equal(await client.until('0\r\n\r\n'), '0\r\n\r\n');
    assert.equal(heldCount, 0);
    client.socket.destroy();
  });

  it('forgets a client that leaves, also one that only closes its side', async () => {
    for (const leave of ['destroy', 'end'] as const) {
      const client = await connectRaw(server.url);
      client.get('/live');
      await client.until('first;\r\n');
      const source = sources.at(-1)!;
      const { socket } = outgoing;
      const errors: unknown[] = [];
      socket!.on('error', (error) => errors.push(error));
      outgoing.req.once('close', () => source.give('late'));
      client.socket[leave]();
      socket!.once('end', () => source.give('later'));
      await within(source.closed, 'the end of its source');
      await client.closed();
      assert.deepEqual(errors, []);
      assert.equal(heldCount, 0);
    }
  });

  /** Gives until the connection takes no more. @returns how many pieces */
  async function fill(source: GivenSource): Promise<number> {
    const piece: LiveBytes = Buffer.alloc(256 * 1024, 'x');
    let count = 0;
    for (; source.waiting.length === 0; count += 1) {
      assert.ok(count < 1000, 'a reader that takes nothing is given all the same');
      source.give(piece);
      await nextTurn();
    }
    return count;
  }

  it('leaves what a slow reader cannot take to its source, and goes on when it has', async () => {
    const client = await connectRaw(server.url);
    client.get('/live');
    await client.until('first;\r\n');
    client.socket.pause();
    const count = await fill(sources[0]!);
    sources[0]!.give('the end');
    client.socket.resume();
    const body = await client.until('the end\r\n');
    assert.equal(sources[0]!.waiting.length, 0);
    assert.equal(body.match(/40000\r\nx{262144}\r\n/g)?.length, count);
    client.socket.destroy();
    await within(sources[0]!.closed, 'the end of its source');
  });

  it('is cut off with the session, or with the server, when its reader is stuck', async () => {
    for (const end of [() => ending.abort(new Error('over')), () => server.close()]) {
      ending = new AbortController();
      const client = await connectRaw(server.url);
      client.get('/live');
      await client.until('first;\r\n');
      client.socket.pause();
      const source = sources.at(-1)!;
      await fill(source);
      const gone = once(outgoing, 'close');
      void end();
      await within(Promise.all([source.closed, gone]), 'the end of the connection');
      client.socket.resume();
      assert.doesNotMatch(await client.closed(), /\r\n0\r\n\r\n$/);
    }
  });
});
