/** The endpoints of older systems and moving pictures, of a whole gateway with a broker, a camera and a socket. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { createGateway, type Gateway } from '../gateway.js';
import { type GatewayServer, serveGateway } from '../server.js';
import { within } from '../testing/deadline.js';
import { jpegSize } from '../testing/jpeg-size.js';
import { watchMjpeg } from '../testing/mjpeg-client.js';
import { type MqttCamera, startMqttCamera } from '../testing/mqtt-camera.js';
import { createWatchedFfmpeg, isRunning, type WatchedFfmpeg } from '../testing/watched-ffmpeg.js';

const settings = {
  cameras: [{ id: 'door', ingest: { protocol: 'udp' as const } }],
  broker: { enabled: true, port: 0 },
  ingest: { publicHost: '127.0.0.1', bindHost: '127.0.0.1', ports: '31960-31979', timeoutMs: 500 },
  sessions: { graceMs: 100, keepAliveMs: 2000 },
};

describe('a gateway with the endpoints of older systems', () => {
  let ffmpeg: WatchedFfmpeg;
  let gateway: Gateway;
  let server: GatewayServer;
  let camera: MqttCamera;

  before(async () => {
    ffmpeg = await createWatchedFfmpeg();
    gateway = createGateway({ ...settings, compat: { cameraId: 'door' } }, { ffmpegPath: ffmpeg.path });
    await gateway.start();
    camera = await startMqttCamera(gateway.mqttUrl(), 'door');
    while (!(await gateway.checkReadiness()).every(({ ok }) => ok)) await delay(10);
    server = await serveGateway(new Hono().route('/cam', gateway), { host: '127.0.0.1', port: 0 });
  });
  after(async () => {
    await camera.close();
    await server.close();
    await gateway.close();
    assert.deepEqual((await ffmpeg.pids()).filter(isRunning), []);
    await ffmpeg.remove();
  });

  async function untilGone(pid: number): Promise<void> {
    while (isRunning(pid)) await delay(20);
  }

  const urlOf = (path: string) => new URL(path, server.url);
  const metric = async (name: string): Promise<string | undefined> => {
    const text = await (await gateway.request('/metrics')).text();
    return new RegExp(`^rpi_live_camera_${name}\\{camera="door"\\} (\\d+)$`, 'm').exec(text)?.[1];
  };
  async function untilMetric(name: string, value: string): Promise<void> {
    const reached = async (): Promise<void> => {
      while ((await metric(name)) !== value) await delay(20);
    };
    await within(reached(), `${name} ${value}`);
  }

  it('starts, plays under its mount path, and stops', async () => {
    const heardBefore = camera.heard.length;
    const answer = await fetch(urlOf('/cam/api/v1/video/start-streaming-service'));
    assert.equal(answer.status, 200);
    const { stream_url } = (await answer.json()) as { stream_url: string };
    assert.equal(stream_url, '/cam/api/v1/video/hls/stream.m3u8');
    const playlist = await (await fetch(urlOf(stream_url))).text();
    const segment = await fetch(new URL(/^seg7\.m4s$/m.exec(playlist)![0], urlOf(stream_url)));
    assert.equal(segment.headers.get('Cache-Control'), 'no-store');
    assert.ok((await segment.arrayBuffer()).byteLength > 1000);
    await fetch(urlOf('/cam/api/v1/video/stop-streaming-service'), { method: 'POST' });
    assert.equal((await fetch(urlOf(stream_url))).status, 404);
    await camera.untilHeard(heardBefore + 2);
    assert.deepEqual(camera.heard.slice(heardBefore), ['START', 'STOP']);
  });

  it('wakes the camera for /video, gives each connection a session, and sleeps when the last has gone', async () => {
    const heardBefore = camera.heard.length;
    const viewers = await Promise.all([watchMjpeg(urlOf('/cam/video')), watchMjpeg(urlOf('/cam/video'))]);
    for (const viewer of viewers) {
      assert.equal(viewer.response.statusCode, 200);
      assert.equal(jpegSize((await viewer.next())!), '320x240');
    }
    assert.equal(await metric('camera_viewers'), '2');
    assert.equal(await metric('picture_viewers'), '2');
    assert.equal(await metric('picture_decoder_running'), '1');
    viewers[0]!.close();
    await untilMetric('camera_viewers', '1');
    assert.ok(await viewers[1]!.next());
    viewers[1]!.close();
    await untilMetric('picture_decoder_running', '0');
    await camera.untilHeard(heardBefore + 2);
    assert.deepEqual(camera.heard.slice(heardBefore), ['START', 'STOP']);
  });

  it('goes on in one response when the camera has to be started anew', async () => {
    const heardBefore = camera.heard.length;
    const viewer = await watchMjpeg(urlOf('/cam/video'));
    assert.ok(await viewer.next());
    const decoders = await ffmpeg.pids();
    camera.breakDown();
    while ((await ffmpeg.pids()).length === decoders.length) assert.ok(await viewer.next());
    await within(untilGone(decoders.at(-1)!), 'the end of the decoder before');
    assert.ok(await viewer.next());
    viewer.close();
    await camera.untilHeard(heardBefore + 3);
    assert.deepEqual(camera.heard.slice(heardBefore), ['START', 'START', 'STOP']);
  });

  it('offers moving pictures to a session, which ends them', async () => {
    const opened = await fetch(urlOf('/cam/api/v1/cameras/door/sessions'), { method: 'POST' });
    const session = (await opened.json()) as { id: string; sources: { transport: string; url: string }[] };
    const source = session.sources.find(({ transport }) => transport === 'mjpeg')!;
    assert.deepEqual(Object.keys(source), ['transport', 'url']);
    const viewer = await watchMjpeg(new URL(source.url, opened.url));
    assert.ok(await viewer.next());
    const { headers } = viewer.response;
    assert.ok(headers['x-request-id']);
    assert.equal(headers['timing-allow-origin'], '*');
    assert.equal(headers['access-control-allow-origin'], '*');
    await fetch(urlOf(`/cam/api/v1/sessions/${session.id}`), { method: 'DELETE' });
    while (await viewer.next());
    assert.equal(viewer.response.complete, true);
    assert.equal((await fetch(new URL(source.url, opened.url))).status, 404);
  });

  it('has none of these endpoints without a camera behind them', async () => {
    const plain = createGateway({ cameras: settings.cameras });
    for (const path of ['start-streaming-service', 'stop-streaming-service', 'hls/stream.m3u8']) {
      assert.equal((await plain.request(`/api/v1/video/${path}`)).status, 404);
    }
    assert.equal((await plain.request('/video')).status, 404);
  });

  it('answers what keeps /video from its first picture with its status', async () => {
    const away = createGateway({ cameras: settings.cameras, compat: { cameraId: 'door' } });
    const answer = await away.request('/video');
    assert.equal(answer.status, 503);
    assert.equal(((await answer.json()) as { code: string }).code, 'broker_unavailable');
    const started = await away.request('/api/v1/video/start-streaming-service', { method: 'POST' });
    assert.equal(started.status, 504);
  });
});
