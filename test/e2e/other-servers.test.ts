/** The gateway inside servers that are not its own, each as the example for it says, made from the packed packages. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createGatewayClient } from '@rpi-live-camera/gateway/client';
import type { Session } from '@rpi-live-camera/protocol';
import { WebSocket } from 'ws';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { within } from '../support/deadline.js';
import { type ExampleServer, startExampleServer } from '../support/example-server.js';
import { cameraStateOf, startWithEvents } from '../support/gateway-client.js';
import { type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { type MosquittoCamera, startMosquittoCamera } from '../support/mosquitto-camera.js';
import { installPacked, type PackedFolder } from '../support/packed-packages.js';
import { waitForMovingVideo } from '../support/page-video.js';
import { cameraId } from '../support/scene.js';

const withinMs = 10_000;

/** The first bytes of an endless body, until they hold `word`. */
async function readUntil(url: string, word: string): Promise<void> {
  const leaving = new AbortController();
  const response = await fetch(url, { signal: leaving.signal });
  assert.equal(response.status, 200);
  const reader = response.body!.getReader();
  let bytes = Buffer.alloc(0);
  while (!bytes.includes(word)) {
    const { value } = await within(reader.read(), { what: `"${word}" in ${url}`, withinMs });
    assert.ok(value, `${url} ended`);
    bytes = Buffer.concat([bytes, value]);
  }
  leaving.abort();
}

/** The first two messages: what it is, and its first bytes. */
async function readSocket(url: string): Promise<{ type: string; bytes: Buffer }> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'));
  const messages = new Promise<Buffer[]>((resolve, reject) => {
    const received: Buffer[] = [];
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('message', (data: Buffer) => {
      received.push(data);
      if (received.length === 2) resolve(received);
    });
  });
  const [head, bytes] = await within(messages, { what: 'two messages', withinMs });
  socket.terminate();
  return { type: (JSON.parse(String(head)) as { type: string }).type, bytes: bytes! };
}

const names = ['express', 'fastify'];
let packed: PackedFolder;
before(async () => {
  packed = await installPacked(names);
});
after(() => packed?.close());

for (const name of names) {
  describe(`the gateway under a prefix of ${name}`, () => {
    let mosquitto: Mosquitto;
    let camera: MosquittoCamera;
    let example: ExampleServer;
    let test: TestBrowser;
    let gatewayUrl: string;

    before(async () => {
      mosquitto = await startMosquitto();
      camera = await startMosquittoCamera({
        brokerPort: mosquitto.port,
        controlTopic: `cameras/${cameraId}/control`,
      });
      example = await startExampleServer(join(packed.path, name), mosquitto.url);
      gatewayUrl = `${example.url}/cameras`;
      test = await launchBrowser();
    });
    after(async () => {
      await test?.close();
      await example?.close();
      await camera?.close();
      await mosquitto?.close();
    });

    it('opens sessions, plainly and with events, and ends them', async () => {
      const { status, contentType, events } = await startWithEvents(gatewayUrl, cameraId);
      assert.equal(status, 200);
      assert.match(contentType, /^text\/event-stream/);
      assert.deepEqual(
        events.map(({ event, data }) => (event === 'progress' ? (data as { phase: string }).phase : event)),
        ['waking', 'receiving', 'buffering', 'session'],
      );
      const plain = await fetch(`${gatewayUrl}/api/v1/cameras/${cameraId}/sessions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      });
      assert.equal(plain.status, 201);
      for (const { id } of [events.at(-1)?.data as Session, (await plain.json()) as Session]) {
        // As a beacon sends it.
        const headers = { 'Content-Type': 'text/plain;charset=UTF-8' };
        const closing = await fetch(`${gatewayUrl}/api/v1/sessions/${id}/close`, {
          method: 'POST',
          headers,
          body: '',
        });
        assert.equal(closing.status, 204);
      }
      assert.equal((await cameraStateOf(gatewayUrl, cameraId)).viewers, 0);
    });

    it('serves HLS, and fMP4 by HTTP and WebSocket, at addresses under the prefix', async () => {
      const session = await createGatewayClient({ url: gatewayUrl }).openSession(cameraId);
      const urlOf = (transport: string) =>
        session.sources.find((source) => source.transport === transport)?.url ?? '';
      assert.ok(urlOf('hls').startsWith(`${gatewayUrl}/live/`), urlOf('hls'));
      const playlist = await (await fetch(urlOf('hls'))).text();
      const next =
        Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1]) + (playlist.match(/#EXTINF/g)?.length ?? 0);
      const blocking = fetch(`${urlOf('hls')}?_HLS_msn=${next + 1}`);
      const later = await within(blocking, { what: 'the blocked playlist', withinMs });
      assert.match(await later.text(), /#EXTM3U/);
      await readUntil(urlOf('fmp4'), 'moof');
      const { type, bytes } = await readSocket(urlOf('fmp4'));
      assert.match(type, /^video\/mp4; codecs="avc1/);
      assert.ok(bytes.includes('moov'));
      await session.close();
    });

    it('takes bodies of any type as its own', async () => {
      const session = await createGatewayClient({ url: gatewayUrl }).openSession(cameraId);
      const whep = session.sources.find(({ transport }) => transport === 'webrtc')?.url;
      if (whep !== undefined) {
        const headers = { 'Content-Type': 'application/sdp' };
        const answer = await fetch(whep, { method: 'POST', headers, body: 'no offer' });
        assert.equal(((await answer.json()) as { code: string }).code, 'invalid_request');
      }
      await session.close();
    });

    it('plays in a page of the site and in a frame, and leaves the other paths to the site', async () => {
      const page = await test.browser.newPage();
      await page.goto(`${example.url}/`);
      await waitForMovingVideo(page);
      await page.goto(`${gatewayUrl}/embed/${cameraId}?autoplay&muted`);
      await waitForMovingVideo(page);
      await page.close();
      const elsewhere = await fetch(`${example.url}/nothing`);
      assert.equal(elsewhere.status, 404);
      assert.doesNotMatch(elsewhere.headers.get('Content-Type') ?? '', /problem/);
    });

    it('tells the camera to stop when the program ends in the middle of a stream', async () => {
      const session = await createGatewayClient({ url: gatewayUrl }).openSession(cameraId);
      const url = session.sources.find(({ transport }) => transport === 'fmp4')?.url ?? '';
      const watching = fetch(url)
        .then((response) => response.arrayBuffer())
        .catch(() => {});
      await readUntil(url, 'moof');
      const stopsBefore = camera.heard.filter(({ action }) => action === 'STOP_LIVE_STREAM').length;
      assert.equal(await example.stop(), 0);
      await watching;
      const stops = () => camera.heard.filter(({ action }) => action === 'STOP_LIVE_STREAM').length;
      await camera.waitFor(() => stops() > stopsBefore, { what: 'STOP', withinMs: 2000 });
    });
  });
}
