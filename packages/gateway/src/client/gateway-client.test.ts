/** The client against a gateway with a broker and a camera, mounted under a prefix and served on a socket. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { createGateway, type Gateway } from '../gateway.js';
import { type GatewayServer, serveGateway } from '../server.js';
import { within } from '../testing/deadline.js';
import { type MqttCamera, startMqttCamera } from '../testing/mqtt-camera.js';
import { createGatewayClient, type GatewayClient, GatewayClientError } from './gateway-client.js';

const settings = {
  cameras: [{ id: 'door', name: 'Front door', ingest: { protocol: 'udp' as const } }],
  broker: { enabled: true, port: 0 },
  ingest: { publicHost: '127.0.0.1', bindHost: '127.0.0.1', ports: '31940-31959', timeoutMs: 500 },
  sessions: { graceMs: 100, keepAliveMs: 2000, startTimeoutMs: 8000 },
};

const hasCode = (code: string) => (error: unknown) =>
  error instanceof GatewayClientError && error.code === code;

/** A client of a gateway that answers with these, in turn; and what it was asked. */
function withAnswers(answers: Response[], token?: () => string) {
  const asked: { url: string; authorization: string | null }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    asked.push({ url: String(url), authorization: new Headers(init?.headers).get('Authorization') });
    return answers.shift() ?? Response.error();
  };
  const client = createGatewayClient({ url: 'https://gw.example/cams/?x#y', fetch, ...(token && { token }) });
  return { client, asked };
}

describe('a client of a gateway', () => {
  let gateway: Gateway;
  let server: GatewayServer;
  let camera: MqttCamera;
  let client: GatewayClient;

  before(async () => {
    gateway = createGateway(settings);
    await gateway.start();
    camera = await startMqttCamera(gateway.mqttUrl(), 'door');
    while (!(await gateway.checkReadiness()).every(({ ok }) => ok)) await delay(10);
    server = await serveGateway(new Hono().route('/cams', gateway), { host: '127.0.0.1', port: 0 });
    client = createGatewayClient({ url: new URL('/cams/', server.url) });
  });
  after(async () => {
    await camera.close();
    await server.close();
    await gateway.close();
  });

  it('lists cameras, and finds one', async () => {
    const cameras = await client.listCameras();
    assert.deepEqual(
      cameras.map(({ id, name, viewers }) => ({ id, name, viewers })),
      [{ id: 'door', name: 'Front door', viewers: 0 }],
    );
    assert.equal((await client.getCamera('door')).name, 'Front door');
    await assert.rejects(client.getCamera('a/b'), hasCode('camera_not_found'));
  });

  it('opens a session with its progress, reads media, keeps it alive, and closes it', async () => {
    const phases: string[] = [];
    const session = await client.openSession('door', { onProgress: (phase) => phases.push(phase) });
    assert.deepEqual(phases, ['waking', 'receiving', 'buffering']);
    assert.equal(session.cameraId, 'door');

    const hls = session.sources.find(({ transport }) => transport === 'hls')?.url ?? '';
    assert.ok(hls.startsWith(`${server.url}cams/live/`), hls);
    assert.match(await (await fetch(hls)).text(), /^#EXTM3U/);

    const { expiresAt } = await session.keepAlive();
    assert.ok(Date.parse(expiresAt) > Date.now());
    assert.equal((await client.getCamera('door')).viewers, 1);

    const stops = camera.untilHeard(camera.heard.length + 1);
    await session.close();
    await session.close();
    await assert.rejects(session.keepAlive(), hasCode('session_gone'));
    await stops;
    assert.equal(camera.heard.at(-1), 'STOP');
  });

  it('opens one without progress, too', async () => {
    const session = await client.openSession('door');
    assert.equal((await fetch(session.sources[0]?.url ?? '')).status, 200);
    await session.close();
  });

  it('gives the claim back when it is aborted in the middle of a start', async () => {
    const isAsleep = async () => !['starting', 'streaming'].includes((await client.getCamera('door')).state);
    while (!(await isAsleep())) await delay(20);
    const leaving = new AbortController();
    const opening = client.openSession('door', {
      signal: leaving.signal,
      onProgress: () => leaving.abort(new Error('changed my mind')),
    });
    await assert.rejects(opening, /changed my mind/);
    const nobody = async (): Promise<void> => {
      while ((await client.getCamera('door')).viewers > 0) await delay(20);
    };
    await within(nobody(), 'nobody to watch');
  });

  it('throws the problem of the gateway, with and without progress', async () => {
    for (const options of [{}, { onProgress: () => {} }]) {
      await assert.rejects(client.openSession('nowhere', options), (error) => {
        assert.ok(error instanceof GatewayClientError);
        assert.deepEqual([error.code, error.status], ['camera_not_found', 404]);
        assert.match(error.requestId ?? '', /./);
        return /no camera of this name/.test(error.message);
      });
    }
  });

  it('throws the problem that a start ends with', async () => {
    const problem = { code: 'camera_timeout', status: 504, detail: 'It sent nothing.', retryAfterMs: 2000 };
    const events = `event: progress\ndata: {"phase":"waking"}\n\nevent: problem\ndata: ${JSON.stringify(problem)}\n\n`;
    const answer = () => new Response(events, { headers: { 'Content-Type': 'text/event-stream' } });
    await assert.rejects(
      withAnswers([answer()]).client.openSession('door', { onProgress: () => {} }),
      (error) =>
        error instanceof GatewayClientError && error.code === 'camera_timeout' && error.retryAfterMs === 2000,
    );
  });

  it('says so when nobody answers, or somebody else', async () => {
    const away = createGatewayClient({ url: 'http://127.0.0.1:9' });
    await assert.rejects(away.listCameras(), hasCode('gateway_unreachable'));
    const html = () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } });
    await assert.rejects(withAnswers([html()]).client.listCameras(), hasCode('answer_not_understood'));
    await assert.rejects(
      withAnswers([Response.json({})]).client.openSession('door'),
      hasCode('answer_not_understood'),
    );
    await assert.rejects(
      withAnswers([new Response('Bad Gateway', { status: 502 })]).client.listCameras(),
      hasCode('gateway_unreachable'),
    );
    const cut = new Response('event: progress\ndata: {"phase":"waking"}\n\n', {
      headers: { 'Content-Type': 'text/event-stream' },
    });
    await assert.rejects(
      withAnswers([cut]).client.openSession('door', { onProgress: () => {} }),
      hasCode('gateway_unreachable'),
    );
  });

  it('asks for a token each time, and shows it to none but who needs it', async () => {
    let count = 0;
    const session = { id: 's', sources: [] };
    const answers = [
      Response.json({ cameras: [] }),
      Response.json(session),
      new Response(null, { status: 204 }),
    ];
    const { client: authorized, asked } = withAnswers(answers, () => `token-${++count}`);
    await authorized.listCameras();
    await (await authorized.openSession('door')).close();
    assert.deepEqual(asked, [
      { url: 'https://gw.example/cams/api/v1/cameras', authorization: 'Bearer token-1' },
      { url: 'https://gw.example/cams/api/v1/cameras/door/sessions', authorization: 'Bearer token-2' },
      { url: 'https://gw.example/cams/api/v1/sessions/s', authorization: null },
    ]);
  });

  it('sends a token along with keep-alives where the right to watch ends', async () => {
    let count = 0;
    const session = { id: 's', sources: [], rightsExpireAt: '2026-11-20T12:00:00.000Z' };
    const answers = [Response.json(session), Response.json({})];
    const { client: authorized, asked } = withAnswers(answers, () => `token-${++count}`);
    await (await authorized.openSession('door')).keepAlive();
    assert.equal(asked[1]?.authorization, 'Bearer token-2');
  });

  it('knows the addresses for pages', () => {
    const { client: other } = withAnswers([]);
    assert.equal(other.snapshotUrl('a b'), 'https://gw.example/cams/api/v1/cameras/a%20b/snapshot.jpg');
    assert.equal(
      other.recordings.posterUrl('door', 'x'),
      'https://gw.example/cams/api/v1/cameras/door/recordings/x/poster.jpg',
    );
    assert.equal(other.embedUrl('door'), 'https://gw.example/cams/embed/door');
    assert.equal(
      other.embedUrl('door', { autoplay: true, transport: 'fmp4 hls' }),
      'https://gw.example/cams/embed/door?autoplay=true&transport=fmp4+hls',
    );
  });
});
