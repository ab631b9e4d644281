import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { upgradeWebSocket } from '@hono/node-server';
import type { Problem } from '@rpi-live-camera/protocol';
import { Hono } from 'hono';
import { ConfigError } from './config/parse.js';
import { createGateway, type Gateway } from './gateway.js';
import { type GatewayServer, ListenError, serveGateway } from './server.js';
import { refusalOf, watchSocket } from './testing/socket-viewer.js';

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

const settings = {
  cameras: [{ id: 'front-door', name: 'Front door' }, { id: 'shed' }],
  // Nothing listens there: these tests need no broker.
  mqtt: { url: 'mqtt://127.0.0.1:9' },
};

/** The same questions, asked in the process and over a socket. */
function describeMatrix(name: string, body: (ask: Ask) => void): void {
  describe(`${name}, in the process`, () => {
    const gateway = createGateway(settings);
    body(async (path, init) => gateway.request(path, init));
  });
  describe(`${name}, on a socket`, () => {
    const gateway = createGateway(settings);
    let server: GatewayServer;
    before(async () => {
      server = await serveGateway(gateway, { host: '127.0.0.1', port: 0 });
    });
    after(async () => {
      await server.close();
      await gateway.close();
    });
    body((path, init) => fetch(new URL(path, server.url), init));
  });
}

async function problemOf(response: Response): Promise<Problem> {
  assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
  const problem = (await response.json()) as Problem;
  assert.equal(problem.status, response.status);
  assert.equal(problem.requestId, response.headers.get('X-Request-Id'));
  assert.match(problem.type, new RegExp(`#${problem.code}$`));
  return problem;
}

describeMatrix('the API', (ask) => {
  it('lists the cameras, which have not spoken yet', async () => {
    const { cameras } = (await (await ask('/api/v1/cameras')).json()) as {
      cameras: Record<string, unknown>[];
    };
    assert.deepEqual(
      cameras.map(({ since: _, ...camera }) => camera),
      [
        { id: 'front-door', name: 'Front door', state: 'unknown', viewers: 0, status: null },
        { id: 'shed', name: 'shed', state: 'unknown', viewers: 0, status: null },
      ],
    );
    const one = (await (await ask('/api/v1/cameras/shed')).json()) as { id: string };
    assert.equal(one.id, 'shed');
  });

  for (const [method, path, body, status, code] of [
    ['GET', '/api/v1/cameras/nowhere', undefined, 404, 'camera_not_found'],
    ['POST', '/api/v1/cameras/nowhere/sessions', undefined, 404, 'camera_not_found'],
    ['POST', '/api/v1/cameras/shed/sessions', '{', 400, 'invalid_request'],
    ['POST', '/api/v1/cameras/shed/sessions', '[]', 400, 'invalid_request'],
    ['POST', '/api/v1/cameras/shed/sessions', 'x'.repeat(70_000), 413, 'payload_too_large'],
    ['POST', '/api/v1/cameras/shed/sessions', undefined, 503, 'broker_unavailable'],
    ['POST', '/api/v1/cameras/shed/sessions', '{}', 503, 'broker_unavailable'],
    ['POST', '/api/v1/sessions/none/keepalive', undefined, 410, 'session_gone'],
    ['GET', '/api/v1/cameras/shed/snapshot.jpg', undefined, 404, 'snapshot_not_found'],
    ['GET', '/live/none/shed/index.m3u8', undefined, 404, 'not_found'],
    ['GET', '/nothing', undefined, 404, 'not_found'],
  ] as const) {
    it(`answers ${method} ${path.slice(0, 60)} ${body?.slice(0, 5) ?? ''} with ${status} ${code}`, async () => {
      const response = await ask(path, body === undefined ? { method } : { method, body });
      assert.equal(response.status, status);
      assert.equal((await problemOf(response)).code, code);
    });
  }

  it('says when asking again may help', async () => {
    const response = await ask('/api/v1/cameras/shed/sessions', { method: 'POST' });
    assert.equal(response.headers.get('Retry-After'), '1');
    assert.equal((await problemOf(response)).retryAfterMs, 1000);
  });

  it('tells what is known before START as a plain problem, events or not', async () => {
    const headers = { Accept: 'text/event-stream' };
    const response = await ask('/api/v1/cameras/nowhere/sessions', { method: 'POST', headers });
    assert.equal((await problemOf(response)).code, 'camera_not_found');
  });

  it('ends a session that never was without complaint', async () => {
    assert.equal((await ask('/api/v1/sessions/none', { method: 'DELETE' })).status, 204);
    assert.equal((await ask('/api/v1/sessions/none/close', { method: 'POST', body: 'beacon' })).status, 204);
  });

  it('lives, and says why it is not ready', async () => {
    assert.equal((await ask('/healthz')).status, 200);
    const response = await ask('/readyz');
    assert.equal(response.status, 503);
    const { checks } = (await response.json()) as { checks: { name: string; ok: boolean }[] };
    assert.deepEqual(
      checks.map(({ name, ok }) => [name, ok]).filter(([name]) => name !== 'ffmpeg'),
      [
        ['config', true],
        ['broker', false],
      ],
    );
  });

  it('lets pages of other origins in, never with credentials', async () => {
    const preflight = await ask('/api/v1/cameras/shed/sessions', {
      method: 'OPTIONS',
      headers: { Origin: 'https://site.example', 'Access-Control-Request-Method': 'POST' },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('Access-Control-Allow-Origin'), '*');
    assert.equal(preflight.headers.get('Access-Control-Allow-Credentials'), null);
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'PATCH', 'OPTIONS']) {
      assert.ok(preflight.headers.get('Access-Control-Allow-Methods')?.includes(method), method);
    }
    const problem = await ask('/api/v1/cameras/nowhere', { headers: { Origin: 'https://site.example' } });
    assert.equal(problem.headers.get('Access-Control-Allow-Origin'), '*');
    assert.match(problem.headers.get('Access-Control-Expose-Headers') ?? '', /Retry-After/);
    assert.equal(problem.headers.get('Timing-Allow-Origin'), '*');
  });

  it('describes itself', async () => {
    const document = (await (await ask('/openapi.json')).json()) as { openapi: string; paths: object };
    assert.equal(document.openapi, '3.1.0');
    assert.ok('/api/v1/cameras/{cameraId}/sessions' in document.paths);
    assert.match(await (await ask('/metrics')).text(), /^rpi_live_camera_sessions 0$/m);
  });
});

describe('createGateway', () => {
  it('refuses settings it cannot use', () => {
    assert.throws(() => createGateway({ cameras: [] }), ConfigError);
  });

  it('allows only the origins it was given', async () => {
    const gateway = createGateway({ ...settings, cors: { origins: ['https://mine.example'] } });
    const originFor = async (origin: string) =>
      (await gateway.request('/api/v1/cameras', { headers: { Origin: origin } })).headers.get(
        'Access-Control-Allow-Origin',
      );
    assert.equal(await originFor('https://mine.example'), 'https://mine.example');
    assert.equal(await originFor('https://other.example'), null);
  });

  it('lets no page of another origin do anything, which would be done before it is refused the answer', async () => {
    const gateway = createGateway({ ...settings, cors: { origins: ['https://mine.example'] } });
    const statusFor = async (headers: Record<string, string>) => {
      const url = 'https://gateway.example/api/v1/cameras/nowhere/sessions';
      return (await gateway.request(url, { method: 'POST', headers })).status;
    };
    assert.equal(await statusFor({ Origin: 'https://other.example' }), 403);
    assert.equal(await statusFor({ Origin: 'null' }), 403);
    const allowed = ['https://mine.example', 'https://gateway.example'];
    for (const Origin of allowed) assert.equal(await statusFor({ Origin }), 404, Origin);
    assert.equal(await statusFor({}), 404);
  });

  it('works under a prefix', async () => {
    const app = new Hono().route('/cam', createGateway(settings));
    assert.equal((await app.request('/cam/api/v1/cameras')).status, 200);
    const { servers } = (await (await app.request('/cam/openapi.json')).json()) as {
      servers: { url: string }[];
    };
    assert.deepEqual(servers, [{ url: '/cam' }]);
    assert.equal(
      (await problemOf(await app.request('/cam/api/v1/cameras/nowhere'))).code,
      'camera_not_found',
    );
  });

  it('answers WebSockets where it is mounted, when it was given them', async (t) => {
    const app = new Hono()
      .route('/with', createGateway(settings, { upgradeWebSocket }))
      .route('/without', createGateway(settings))
      .all('/around/*', (c) =>
        new Hono().route('/around', createGateway(settings, { upgradeWebSocket })).fetch(c.req.raw, c.env),
      );
    const server = await serveGateway(app, { host: '127.0.0.1', port: 0 });
    t.after(() => server.close());
    const url = (prefix: string) => new URL(`${prefix}/live/none/shed/live.mp4`, server.url);
    assert.equal(await watchSocket(url('with')).closed(), '4404 not_found');
    assert.equal(await watchSocket(url('around')).closed(), '4404 not_found');
    assert.equal(await refusalOf(url('without')), 400);
  });

  it('says that it ends, and begins nothing then', async () => {
    const gateway = createGateway({ ...settings, broker: { enabled: true, port: 0 } });
    await gateway.start();
    const up = async () => (await gateway.checkReadiness()).every(({ name, ok }) => name !== 'broker' || ok);
    const deadlineAtMs = performance.now() + 5000;
    while (!(await up()) && performance.now() < deadlineAtMs)
      await new Promise((resolve) => setImmediate(resolve));
    const closing = gateway.close();
    const ready = await gateway.request('/readyz');
    assert.equal(ready.status, 503);
    assert.equal(((await ready.json()) as { status: string }).status, 'closing');
    assert.equal((await gateway.request('/healthz')).status, 200);
    const asked = await gateway.request('/api/v1/cameras/shed/sessions', { method: 'POST' });
    assert.equal(asked.status, 503);
    await closing;
    assert.match(
      await (await gateway.request('/metrics')).text(),
      /^rpi_live_camera_ffmpeg_processes\{purpose="ingest"\} 0$/m,
    );
  });

  it('starts and closes twice without harm, broker or not', async () => {
    const gateway: Gateway = createGateway({ ...settings, broker: { enabled: true, port: 0 } });
    await Promise.all([gateway.start(), gateway.start()]);
    assert.match(gateway.mqttUrl(), /^mqtt:\/\/127\.0\.0\.1:[1-9]\d*$/);
    await Promise.all([gateway.close(), gateway.close()]);
  });
});

describe('serveGateway', () => {
  it('names the setting whose file it cannot read', async () => {
    const tls = { certFile: '/nowhere/cert.pem', keyFile: '/nowhere/key.pem' };
    await assert.rejects(
      serveGateway(createGateway(settings), { host: '127.0.0.1', port: 0, tls }),
      (error) => error instanceof ConfigError && /tls\.certFile: \/nowhere\/cert\.pem/.test(error.message),
    );
    const mqtt = { url: 'mqtts://127.0.0.1:9', caFile: '/nowhere/ca.pem' };
    const gateway = createGateway({ ...settings, mqtt });
    await assert.rejects(gateway.start(), /mqtt\.caFile: \/nowhere\/ca\.pem cannot be read \(ENOENT\)/);
    await gateway.close();
  });

  it('says that a port is taken and what to do', async () => {
    const app = createGateway(settings);
    const server = await serveGateway(app, { host: '127.0.0.1', port: 0 });
    try {
      await assert.rejects(
        serveGateway(app, { host: '127.0.0.1', port: server.port }),
        (error) => error instanceof ListenError && /is taken.*--port/.test(error.message),
      );
    } finally {
      await server.close();
    }
  });
});
