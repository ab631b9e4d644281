import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import type { FileListener } from './hls/file-listener.js';
import { defaultServerLimits, type ServerLimits } from './limits/server-limits.js';
import { type GatewayServer, type ServeOptions, serveGateway } from './server.js';
import { within } from './testing/deadline.js';

const run = promisify(execFile);
/** More than all buffers between the server and a client hold. */
const segment = Buffer.alloc(32 * 1024 * 1024, 1);
const quick: ServerLimits = {
  ...defaultServerLimits,
  headersTimeoutMs: 500,
  requestTimeoutMs: 800,
  stalledTimeoutMs: 500,
};

/** `/segment` is as much as a stream would hold, `/blocked` is answered after two seconds, all else by the app. */
const listenForFiles: FileListener = (incoming, outgoing) => {
  if (incoming.url === '/segment') outgoing.end(segment);
  else if (incoming.url === '/large') outgoing.end(segment.subarray(0, segment.length / 8));
  else if (incoming.url === '/blocked') setTimeout(() => outgoing.end('at last'), 2000);
  else return false;
  return true;
};
const fetchApp = async (request: Request): Promise<Response> =>
  new Response(`${(await request.text()).length} bytes`);

let server: GatewayServer;
const opened: { destroy(): unknown }[] = [];

async function serve(options: Partial<ServeOptions> = {}): Promise<void> {
  server = await serveGateway(
    { fetch: fetchApp, listenForFiles },
    { host: '127.0.0.1', port: 0, limits: quick, ...options },
  );
}

/** Resolves when the connection, or the stream of HTTP/2, has ended, however. */
function closed(one: Socket | ClientHttp2Stream): Promise<void> {
  one.on('error', () => {});
  return within(
    new Promise<void>((resolve) => one.once('close', resolve)),
    'the end of the connection',
    10_000,
  );
}

/** What came until the server ended the connection. */
async function untilClosed(socket: Socket): Promise<string> {
  let came = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    came += text;
  });
  await closed(socket);
  return came;
}

function open(): Socket {
  const socket = connect(server.port, '127.0.0.1');
  opened.push(socket);
  return socket;
}

afterEach(async () => {
  for (const one of opened.splice(0)) one.destroy();
  await server.close();
});

describe('a server that is asked slowly', () => {
  it('answers 408 to a head that drips in', async () => {
    await serve();
    const socket = open();
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
    const drip = setInterval(() => socket.write('X-Drip: 1\r\n'), 50);
    const answer = await untilClosed(socket).finally(() => clearInterval(drip));
    assert.match(answer, /^HTTP\/1\.1 408 /);
  });

  it('answers 408 to a body that drips in', async () => {
    await serve();
    const socket = open();
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 50);
    const answer = await untilClosed(socket).finally(() => clearInterval(drip));
    assert.match(answer, /^HTTP\/1\.1 408 /);
  });

  it('closes a connection on which nothing is said', async () => {
    await serve();
    await untilClosed(open());
  });

  it('answers 431 to a head that is too large', async () => {
    await serve();
    const socket = open();
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`);
    assert.match(await untilClosed(socket), /^HTTP\/1\.1 431 /);
  });

  it('lets a request be blocked for longer than any of its time limits', async () => {
    await serve();
    assert.equal(await (await fetch(`http://127.0.0.1:${server.port}/blocked`)).text(), 'at last');
  });
});

describe('a client that reads nothing of its answer', () => {
  it('is cut off', async () => {
    await serve();
    const socket = open();
    socket.write('GET /segment HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'connect');
    // A socket without a reader takes what the kernel has room for, and hears of the end by a write.
    const poke = setInterval(() => socket.write('GET /segment HTTP/1.1\r\nHost: a\r\n\r\n'), 50);
    await closed(socket).finally(() => clearInterval(poke));
  });

  it('is left alone while it takes one answer after another, if slowly', async () => {
    await serve({ limits: { ...quick, stalledTimeoutMs: 1000 } });
    const socket = open();
    const startedAtMs = performance.now();
    const answerCount = 8;
    let byteCount = 0;
    let budget = 0;
    const refill = setInterval(() => {
      budget = 768 * 1024;
      socket.resume();
    }, 50);
    const done = new Promise<void>((resolve) =>
      socket.on('data', ({ length }) => {
        byteCount += length;
        budget -= length;
        if (budget <= 0) socket.pause();
        if (byteCount > segment.length) resolve();
      }),
    );
    socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(answerCount));
    await within(Promise.race([done, closed(socket)]), 'the last answer').finally(() =>
      clearInterval(refill),
    );
    assert.ok(byteCount > segment.length, `${byteCount} bytes came`);
    assert.ok(performance.now() - startedAtMs > 1500, 'longer than the limit');
  });
});

describe('more connections than there may be', () => {
  it('are closed at once, and those that are there stay', async () => {
    const warnings: string[] = [];
    const ignore = () => {};
    const logger = {
      error: ignore,
      info: ignore,
      debug: ignore,
      warn: (_: object, text: string) => warnings.push(text),
    };
    await serve({
      limits: { ...quick, headersTimeoutMs: 5000, requestTimeoutMs: 5000, maxConnections: 3 },
      logger,
    });
    const first = Array.from({ length: 3 }, open);
    await Promise.all(first.map((socket) => once(socket, 'connect')));
    assert.equal(await untilClosed(open()), '');
    assert.match(warnings[0] ?? '', /limits\.maxConnections/);
    first[0]!.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    assert.match(await untilClosed(first[0]!), /^HTTP\/1\.1 200 /);
    const next = open();
    next.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    assert.match(await untilClosed(next), /^HTTP\/1\.1 200 /);
  });
});

describe('a server with TLS', () => {
  const directory = mkdtempSync(join(tmpdir(), 'server-tls-'));
  const path = (name: string) => join(directory, name);
  const tls = { certFile: path('in-use.crt'), keyFile: path('in-use.key') };
  const install = (name: string): void => {
    copyFileSync(path(`${name}.crt`), tls.certFile);
    copyFileSync(path(`${name}.key`), tls.keyFile);
  };

  before(() => {
    for (const name of ['first', 'second'])
      execFileSync('openssl', [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
        ...['-subj', `/CN=${name}`, '-keyout', path(`${name}.key`), '-out', path(`${name}.crt`)],
      ]);
    install('first');
  });
  after(() => rmSync(directory, { recursive: true }));

  const url = (): string => `https://127.0.0.1:${server.port}`;
  function openHttp2(settings = {}): ClientHttp2Session {
    const session = connectHttp2(url(), { rejectUnauthorized: false, settings });
    session.on('error', () => {});
    opened.push(session);
    return session;
  }
  function openTls(alpn: string): Socket {
    const socket = connectTls({ port: server.port, rejectUnauthorized: false, ALPNProtocols: [alpn] });
    opened.push(socket);
    return socket;
  }
  const nameShown = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connectTls({ port: server.port, rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
      socket.once('error', reject);
    });

  it('speaks HTTP/2 and HTTP/1.1 to curl', async () => {
    await serve({ tls });
    for (const version of ['2', '1.1']) {
      const asked = ['-sk', `--http${version}`, '-w', ' by %{http_version}', '--data', 'four', url()];
      assert.equal((await run('curl', asked)).stdout, `4 bytes by ${version}`);
    }
  });

  it('refuses TLS 1.1', async () => {
    await serve({ tls });
    // Debian's openssl would not offer it by itself.
    const old = [
      's_client',
      '-connect',
      `127.0.0.1:${server.port}`,
      '-tls1_1',
      '-cipher',
      'DEFAULT:@SECLEVEL=0',
    ];
    const asking = run('openssl', old);
    asking.child.stdin?.end();
    await assert.rejects(asking, /alert protocol version/);
  });

  it('shows a renewed certificate to those who come afterwards', async () => {
    install('first');
    await serve({ tls, certificateCheckMs: 50 });
    assert.equal(await nameShown(), 'first');
    const session = openHttp2();
    await once(session, 'connect');
    install('second');
    const deadlineAtMs = performance.now() + 5000;
    while ((await nameShown()) !== 'second')
      assert.ok(performance.now() < deadlineAtMs, 'the renewed certificate');
    assert.equal(session.closed, false, 'those who are there notice nothing');
    const { stdout } = await run('curl', ['-sk', '--http2', '-w', '%{http_version}', '--data', '', url()]);
    assert.equal(stdout, '0 bytes2', 'HTTP/2 as before');
  });

  it('cuts off who reads nothing, by HTTP/1.1', async () => {
    await serve({ tls });
    const socket = openTls('http/1.1');
    await once(socket, 'secureConnect');
    const poke = setInterval(() => socket.write('GET /segment HTTP/1.1\r\nHost: a\r\n\r\n'), 50);
    await closed(socket).finally(() => clearInterval(poke));
  });

  it('answers 408 to a head that drips in, by HTTP/1.1', async () => {
    await serve({ tls });
    const socket = openTls('http/1.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
    const drip = setInterval(() => socket.write('X-Drip: 1\r\n'), 50);
    const answer = await untilClosed(socket).finally(() => clearInterval(drip));
    assert.match(answer, /^HTTP\/1\.1 408 /);
  });

  it('resets a stream of HTTP/2 whose answer nobody reads, and leaves the others of the connection alone', async () => {
    await serve({ tls });
    const session = openHttp2();
    const stalled = session.request({ ':path': '/large' });
    stalled.pause();
    const blocked = session.request({ ':path': '/blocked' });
    let answer = '';
    blocked.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    await closed(stalled);
    assert.notEqual(stalled.rstCode, 0);
    await closed(blocked);
    assert.equal(answer, 'at last');
  });

  it('resets a stream of HTTP/2 whose body drips in', async () => {
    await serve({ tls });
    const dripping = openHttp2().request({ ':path': '/', ':method': 'POST' });
    const drip = setInterval(() => dripping.write('x'), 50);
    await closed(dripping).finally(() => clearInterval(drip));
    assert.notEqual(dripping.rstCode, 0);
  });

  it('says how many streams a connection may have', async () => {
    await serve({ tls });
    const session = openHttp2();
    const [settings] = await once(session, 'remoteSettings');
    assert.equal(settings.maxConcurrentStreams, 250);
  });

  /** A frame without a payload (RFC 9113 §4.1). */
  const frame = (type: number, payload = Buffer.alloc(0)): Buffer =>
    Buffer.concat([Buffer.from([0, 0, payload.length, type, 0, 0, 0, 0, 0]), payload]);
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  for (const [name, flood] of [
    ['SETTINGS', frame(4)],
    ['PING', frame(6, Buffer.alloc(8))],
  ] as const)
    it(`ends a connection of HTTP/2 that floods it with ${name} and reads no answer`, async () => {
      await serve({ tls });
      const socket = openTls('h2');
      await once(socket, 'secureConnect');
      socket.write(Buffer.concat([preface, frame(4)]));
      const floods = Buffer.concat(Array<Buffer>(10_000).fill(flood));
      const pour = setInterval(() => socket.write(floods), 20);
      await closed(socket).finally(() => clearInterval(pour));
    });
});
