/** Upgrades that are none of ours, on a real server: answered, and harmless when they break. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { Hono } from 'hono';
import { serveGateway } from '../server.js';
import { within } from '../testing/deadline.js';
import { connectRaw } from '../testing/raw-client.js';

async function serveHello(t: TestContext) {
  const app = new Hono().get('/hello', (c) => c.text('hello')).post('/hello', (c) => c.text('posted'));
  const server = await serveGateway(app, { host: '127.0.0.1', port: 0 });
  t.after(() => server.close());
  return `http://127.0.0.1:${server.port}/`;
}

function latch() {
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const ask = (method: string, protocol: string, body = '') =>
  `${method} /hello HTTP/1.1\r\nHost: gateway.example\r\nConnection: Upgrade, HTTP2-Settings\r\n` +
  `Upgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('ignoreOtherUpgrades', () => {
  for (const protocol of ['h2c', 'TLS/1.0', 'websocket2']) {
    it(`answers who asks for ${protocol} as if it had not`, async (t) => {
      const client = await connectRaw(await serveHello(t));
      client.socket.write(ask('GET', protocol));
      const answer = await client.closed();
      assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
      assert.match(answer, /\r\n\r\n(5\r\n)?hello/);
    });
  }

  it('answers who asks for a WebSocket where there is none as if it had not', async (t) => {
    const client = await connectRaw(await serveHello(t));
    client.socket.write(ask('GET', 'websocket'));
    assert.match(await client.closed(), /^HTTP\/1\.1 200 OK\r\n/);
  });

  for (const [method, protocol] of [
    ['GET', 'h2c'],
    ['POST', 'h2c'],
    ['GET', 'websocket'],
  ] as const) {
    it(`lets nobody stay who asked for ${protocol} with ${method} and does not close`, async (t) => {
      const { hostname, port } = new URL(await serveHello(t));
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      t.after(() => socket.destroy());
      socket.write(
        ask(method, protocol).replace('/hello', protocol === 'websocket' ? '/live.mp4' : '/hello'),
      );
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      await within(once(socket, 'end'), 'the end of the answer');
      assert.match(answer, /^HTTP\/1\.1 \d{3} /);
      // What the gateway's end no longer takes is answered with a reset.
      const reset = once(socket, 'error');
      const writing = setInterval(() => socket.write('more'), 50);
      t.after(() => clearInterval(writing));
      const [error] = await within(reset, 'the end of the connection');
      assert.match((error as NodeJS.ErrnoException).code ?? '', /ECONNRESET|EPIPE/);
    });
  }

  it('refuses a body, which nobody could read', async (t) => {
    const client = await connectRaw(await serveHello(t));
    client.socket.write(ask('POST', 'h2c', 'x'));
    assert.match(await client.closed(), /^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  it('outlives a connection that is reset before its answer', async (t) => {
    const asked = latch();
    const held = latch();
    const app = new Hono().get('/hello', async (c) => {
      asked.resolve();
      await held.promise;
      return c.text('late');
    });
    const server = await serveGateway(app, { host: '127.0.0.1', port: 0 });
    t.after(() => server.close());
    const client = await connectRaw(`http://127.0.0.1:${server.port}/`);
    client.socket.write(ask('GET', 'h2c'));
    await asked.promise;
    client.socket.resetAndDestroy();
    await once(client.socket, 'close');
    held.resolve();
    // An error that nobody hears would end this process; an answer shows that it is still there.
    const next = await connectRaw(`http://127.0.0.1:${server.port}/`);
    next.get('/nothing');
    assert.match(await next.until('\r\n\r\n'), /^HTTP\/1\.1 404/);
    next.socket.destroy();
  });

  for (const protocol of ['h2c', 'websocket']) {
    it(`ends a connection that asks for ${protocol} while an earlier answer is due`, async (t) => {
      const held = latch();
      const app = new Hono().get('/slow', async (c) => {
        await held.promise;
        return c.text('slow');
      });
      const server = await serveGateway(app, { host: '127.0.0.1', port: 0 });
      t.after(() => server.close());
      const client = await connectRaw(`http://127.0.0.1:${server.port}/`);
      client.socket.write(`GET /slow HTTP/1.1\r\nHost: gateway.example\r\n\r\n${ask('GET', protocol)}`);
      assert.equal(await client.closed(), '');
      held.resolve();
      const next = await connectRaw(`http://127.0.0.1:${server.port}/`);
      next.get('/nothing');
      assert.match(await next.until('\r\n\r\n'), /^HTTP\/1\.1 404/);
      next.socket.destroy();
    });
  }
});
