import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Problem, Session } from '@rpi-live-camera/protocol';
import { connectAsync } from 'mqtt';
import { createGateway, type Gateway, type GatewayOptions } from './gateway.js';
import { type GatewayServer, serveGateway } from './server.js';
import { within } from './testing/deadline.js';
import { startMqttCamera } from './testing/mqtt-camera.js';

const closing: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

async function serve(options: Partial<GatewayOptions>): Promise<{ gateway: Gateway; server: GatewayServer }> {
  const gateway = createGateway({
    cameras: [{ id: 'door' }, { id: 'shed' }],
    // Nothing listens there: most of these tests need no broker.
    mqtt: { url: 'mqtt://127.0.0.1:9' },
    ...options,
  });
  closing.push(gateway);
  const server = await serveGateway(gateway, { host: '127.0.0.1', port: 0 });
  closing.push(server);
  return { gateway, server };
}

/** With a broker of its own, to which it is connected. */
async function serveWithBroker(options: Partial<GatewayOptions>) {
  const served = await serve({ broker: { enabled: true, port: 0 }, ...options });
  const { gateway } = served;
  await gateway.start();
  const isUp = async () => (await gateway.checkReadiness()).some(({ name, ok }) => name === 'broker' && ok);
  while (!(await isUp())) await new Promise((resolve) => setTimeout(resolve, 10));
  return served;
}

async function ask(server: GatewayServer, path: string, init: RequestInit = { method: 'POST' }) {
  const answer = await fetch(new URL(path, server.url), init);
  const retryAfter = answer.headers.get('Retry-After');
  const problem = answer.ok ? undefined : ((await answer.json()) as Problem);
  return { answer, status: answer.status, retryAfter, problem };
}

const from = (address: string): RequestInit => ({ method: 'POST', headers: { 'X-Forwarded-For': address } });

describe('the requests of an address', () => {
  const limits = { requestsPerMinute: 6, requestBurst: 2 };
  const path = '/api/v1/cameras/door/sessions';

  it('are refused beyond the limit, with the time to wait; keep-alives, media and reads never', async () => {
    const { server } = await serve({ limits });
    for (let count = 0; count < 2; count++) assert.equal((await ask(server, path)).status, 503);
    const { status, retryAfter, problem } = await ask(server, path);
    assert.equal(status, 429);
    assert.equal(problem?.code, 'too_many_requests');
    assert.ok(problem.retryAfterMs! > 9000 && problem.retryAfterMs! <= 10_000);
    assert.equal(retryAfter, '10');
    assert.equal((await ask(server, '/api/v1/cameras/door/snapshot.jpg', {})).status, 429);
    assert.equal((await ask(server, '/live/none/door/whep')).status, 429);
    assert.equal((await ask(server, '/api/v1/sessions/none/keepalive')).status, 410);
    assert.equal((await ask(server, '/live/none/door/index.m3u8', {})).status, 404);
    assert.equal((await ask(server, '/api/v1/cameras', {})).status, 200);
  });

  it('are those of the viewer behind a trusted proxy', async () => {
    const { server } = await serve({ limits, trustedProxies: ['127.0.0.0/8'] });
    for (let count = 0; count < 2; count++) await ask(server, path, from('192.0.2.1'));
    assert.equal((await ask(server, path, from('192.0.2.1'))).status, 429);
    assert.equal(
      (await ask(server, path, from('192.0.2.9, 192.0.2.1'))).status,
      429,
      'what he wrote himself',
    );
    assert.equal((await ask(server, path, from('192.0.2.2'))).status, 503);
  });

  it('are those of the connection, whatever a viewer says, where no proxy is trusted', async () => {
    const { server } = await serve({ limits });
    for (let count = 0; count < 2; count++) await ask(server, path, from(`192.0.2.${count}`));
    assert.equal((await ask(server, path, from('192.0.2.77'))).status, 429);
  });

  it('of a thousand viewers who come at once from one address are fine by default', async () => {
    const { server } = await serve({});
    const answers = Array.from({ length: 1000 }, () => ask(server, '/live/none/door/whep'));
    const statuses = new Set((await Promise.all(answers)).map(({ status }) => status));
    assert.equal(statuses.has(429), false);
  });
});

describe('viewers and processes', () => {
  const ingest = { bindHost: '127.0.0.1', ports: '31900-31919' };

  it('are refused where an address has as many, and where ffmpeg runs as often as it may', async () => {
    const { gateway, server } = await serveWithBroker({
      ingest,
      sessions: { maxPerAddress: 1 },
      limits: { maxFfmpegs: 1 },
      trustedProxies: ['127.0.0.1'],
    });
    closing.push(await startMqttCamera(gateway.mqttUrl(), 'door'));
    const { answer } = await ask(server, '/api/v1/cameras/door/sessions', from('192.0.2.1'));
    assert.equal(answer.status, 201);
    const { id, sources } = (await answer.json()) as Session;

    const again = await ask(server, '/api/v1/cameras/door/sessions', from('192.0.2.1'));
    assert.deepEqual([again.status, again.problem?.code, again.retryAfter], [429, 'too_many_requests', '5']);

    const shed = await ask(server, '/api/v1/cameras/shed/sessions', from('192.0.2.2'));
    assert.deepEqual([shed.status, shed.problem?.code, shed.retryAfter], [503, 'stream_not_ready', '5']);
    assert.match(shed.problem?.detail ?? '', /limits\.maxFfmpegs/);
    const mjpeg = sources.find(({ transport }) => transport === 'mjpeg')!;
    const pictures = await ask(server, mjpeg.url, {});
    assert.deepEqual([pictures.status, pictures.problem?.code], [503, 'stream_not_ready']);

    assert.equal((await ask(server, `/api/v1/sessions/${id}`, { method: 'DELETE' })).status, 204);
    const next = await ask(server, '/api/v1/cameras/door/sessions', from('192.0.2.1'));
    assert.equal(next.status, 201, 'he has left');
  });
});

describe('a camera that refuses to start', () => {
  it('is asked at once for a while, then left in peace between its failures', async () => {
    const { gateway, server } = await serveWithBroker({ ingest: { protocol: 'udp', bindHost: '127.0.0.1' } });
    const camera = await within(connectAsync(gateway.mqttUrl()), 'the broker');
    closing.push({ close: () => camera.endAsync(true) });
    let startCount = 0;
    camera.on('message', (_, payload) => {
      const { action, id } = JSON.parse(payload.toString()) as { action: string; id: string };
      if (action !== 'START_LIVE_STREAM') return;
      startCount += 1;
      const error = { code: 'camera_busy', message: 'In use by another program.' };
      const reply = { v: 1, inReplyTo: id, status: 'failed', error };
      camera.publish('cameras/door/event', JSON.stringify(reply), { qos: 1 });
    });
    await camera.subscribeAsync('cameras/door/control', { qos: 1 });

    for (let count = 1; count <= 3; count++) {
      const { status, problem } = await ask(server, '/api/v1/cameras/door/sessions');
      assert.deepEqual([status, problem?.code, startCount], [502, 'camera_failed', count]);
    }
    const { status, problem, retryAfter } = await ask(server, '/api/v1/cameras/door/sessions');
    assert.deepEqual([status, problem?.code, retryAfter, startCount], [503, 'stream_not_ready', '1', 3]);
    assert.match(problem?.detail ?? '', /failed to start 3 times in a row.*In use by another program/);
    await new Promise((resolve) => setTimeout(resolve, problem!.retryAfterMs!));
    assert.equal((await ask(server, '/api/v1/cameras/door/sessions')).status, 502);
    assert.equal(startCount, 4);
  });
});

describe('the answers of the app', () => {
  it('say that they are what they say, and are not kept', async () => {
    const { server } = await serve({ compat: { cameraId: 'door' } });
    const paths = [
      '/api/v1/cameras',
      '/healthz',
      '/metrics',
      '/openapi.json',
      '/embed/door',
      '/nothing',
      '/video',
    ];
    for (const path of paths) {
      const { headers } = (await ask(server, path, path === '/video' ? { method: 'POST' } : {})).answer;
      assert.equal(headers.get('X-Content-Type-Options'), 'nosniff', path);
      assert.equal(headers.get('Referrer-Policy'), 'no-referrer', path);
      assert.match(headers.get('Cache-Control') ?? '', /no-store|no-cache/, path);
    }
    const { answer } = await ask(server, '/api/v1/sessions/none/close');
    assert.equal(answer.headers.get('Cache-Control'), 'no-store');
    assert.equal(answer.headers.get('X-Content-Type-Options'), 'nosniff');
  });
});
