import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { silentLogger } from '../log/logger.js';
import { createFixtureApp } from '../testing/app-fixture.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { startWhepViewer } from '../testing/whep-viewer.js';
import { createPeers } from '../webrtc/peers.js';
import { createWhepRoutes } from './whep.js';

const pictureTicks = 3000;

/**
 * Three parts without a picture are silence, after which nothing is live: longer here than a viewer may take to connect
 * on a machine that is busy.
 */
const hls = { segmentMs: 1000, partMs: 5000, windowMs: 12_000 };

/** One stream behind one grant, whose session the test can end. */
function createFixture(t: TestContext, { publicUrl = null as string | null } = {}) {
  const stream = createFixtureStream({ hls });
  const { push } = createFixtureRun(stream, { arrivalDelayMs: 20 });
  push(40);
  const ending = new AbortController();
  const responses = new Set<{ drainedAtMs(): number }>();
  let keyframesWanted = 0;
  const owner = {
    ended: ending.signal,
    hold(response: { drainedAtMs(): number }) {
      responses.add(response);
      return () => responses.delete(response);
    },
  };
  const grant = { stream, owner, touch: () => {}, onKeyframeWanted: () => keyframesWanted++ };
  const peers = createPeers({
    settings: { iceServers: [], publicHost: null, udpPort: null },
    logger: silentLogger,
  });
  const app = createFixtureApp().route(
    '/',
    createWhepRoutes({
      openGrant: (name, cameraId) => (name === 'secret' && cameraId === 'door' ? grant : undefined),
      peers,
      publicUrl,
      iceServers: [{ urls: 'stun:127.0.0.1:9' }],
      startTimeoutMs: 1000,
    }),
  );
  t.after(async () => {
    stream.close();
    await peers.close();
  });
  const request = (method: string, path: string, body?: string, type = 'application/sdp') =>
    app.request(path, { method, headers: { 'Content-Type': type }, ...(body === undefined ? {} : { body }) });
  const post = (body: string, type?: string) => request('POST', '/live/secret/door/whep', body, type);
  const connect = async () => {
    const viewer = await startWhepViewer(t);
    const response = await post(viewer.offer);
    assert.equal(response.status, 201);
    push(30);
    viewer.take(await response.text());
    return { viewer, response, location: response.headers.get('Location') ?? '' };
  };
  return { request, post, connect, push, ending, responses, peers, keyframes: () => keyframesWanted };
}

describe('WHEP', () => {
  it('sends pictures to who offers to receive them, from the newest keyframe on', async (t) => {
    const { connect, push, responses } = createFixture(t);
    const { viewer, response, location } = await connect();
    assert.equal(response.headers.get('Content-Type'), 'application/sdp');
    assert.equal(response.headers.get('Server-Timing'), 'ingest;dur=20');
    assert.equal(response.headers.get('Link'), '<stun:127.0.0.1:9>; rel="ice-server"');
    assert.match(location, /^\/live\/secret\/door\/whep\/[\w-]+$/);
    await viewer.until(() => new Set(viewer.timestamps).size >= 10, 'the pictures since the keyframe');
    const newest = Math.max(...viewer.timestamps);
    assert.equal(newest - Math.min(...viewer.timestamps), 9 * pictureTicks);
    push(1);
    await viewer.until(() => viewer.timestamps.includes(newest + pictureTicks), 'the next picture');
    const [held] = responses;
    assert.ok(performance.now() - held!.drainedAtMs() < 1000, 'a connected viewer gives signs of life');
  });

  it('asks the camera for a keyframe when a viewer has lost a picture', async (t) => {
    const { connect, push, keyframes } = createFixture(t);
    const { viewer } = await connect();
    await viewer.until(() => viewer.timestamps.length > 0, 'the first picture');
    const asking = setInterval(() => {
      viewer.askForKeyframe();
      push(1);
    }, 100);
    t.after(() => clearInterval(asking));
    await viewer.until(() => keyframes() > 0, 'the question for a keyframe');
  });

  it('names the connection by its public address, behind a proxy that takes a part of the path away', async (t) => {
    const { connect } = createFixture(t, { publicUrl: 'https://site.example/cameras/' });
    const { location } = await connect();
    assert.match(location, /^https:\/\/site\.example\/cameras\/live\/secret\/door\/whep\/[\w-]+$/);
  });

  it('ends with DELETE, once', async (t) => {
    const { request, connect, responses } = createFixture(t);
    const { viewer, location } = await connect();
    await viewer.until(() => viewer.timestamps.length > 0, 'the first picture');
    assert.equal((await request('DELETE', location)).status, 200);
    assert.equal(responses.size, 0);
    assert.equal((await request('DELETE', location)).status, 404);
    const next = await connect();
    await next.viewer.until(() => next.viewer.timestamps.length > 0, 'the first picture');
    assert.ok(Math.max(...viewer.timestamps) < Math.min(...next.viewer.timestamps));
  });

  it('ends with the session', async (t) => {
    const { request, connect, ending, responses } = createFixture(t);
    const { viewer, location } = await connect();
    await viewer.until(() => viewer.timestamps.length > 0, 'the first picture');
    ending.abort();
    assert.equal(responses.size, 0);
    assert.equal((await request('DELETE', location)).status, 404);
  });

  it('lets a new offer of the same session replace the connection before', async (t) => {
    const { request, connect, responses } = createFixture(t);
    const first = await connect();
    const second = await connect();
    assert.equal(responses.size, 1);
    assert.equal((await request('DELETE', first.location)).status, 404);
    await second.viewer.until(() => second.viewer.timestamps.length > 0, 'the first picture');
  });

  it('takes further addresses of the viewer, and passes over what is none', async (t) => {
    const { request, connect } = createFixture(t);
    const { viewer, location } = await connect();
    for (const line of [
      'a=candidate:1 1 UDP 2122317823 127.0.0.1 9 typ host',
      'a=candidate:1 1 UDP x',
      'hello',
    ]) {
      const body = `a=mid:0\r\n${line}\r\n`;
      const { status } = await request('PATCH', location, body, 'application/trickle-ice-sdpfrag');
      assert.equal(status, 204);
    }
    await viewer.until(() => viewer.timestamps.length > 0, 'the first picture');
  });

  it('ends when its process dies, and the next offer is answered by another', async (t) => {
    const { request, connect, responses, peers } = createFixture(t);
    const { viewer, location } = await connect();
    await viewer.until(() => viewer.timestamps.length > 0, 'the first picture');
    process.kill(peers.pid!, 'SIGKILL');
    await viewer.until(() => responses.size === 0, 'the end of the connection');
    assert.equal((await request('DELETE', location)).status, 404);
    const next = await connect();
    await next.viewer.until(() => next.viewer.timestamps.length > 0, 'the first picture');
  });

  it('says what is wrong with an offer, and goes on', async (t) => {
    const { post, connect, responses } = createFixture(t);
    const { viewer } = await connect();
    const { offer } = await startWhepViewer(t);
    for (const [name, body] of Object.entries({
      'no SDP': 'hello',
      'no credentials': offer.replace(/^a=ice-ufrag:.*\r\n/gm, ''),
      'no fingerprint': offer.replace(/^a=fingerprint:.*\r\n/gm, ''),
      'wrong numbers': offer.replace(/^a=rtpmap:102 /m, 'a=rtpmap:x VP8/90000\r\n$&'),
    })) {
      const response = await post(body);
      assert.equal(response.status, 400, name);
      assert.equal(((await response.json()) as { code: string }).code, 'invalid_request', name);
    }
    assert.equal((await post(offer, 'text/plain')).status, 400);
    assert.equal(responses.size, 1);
    await viewer.until(() => viewer.timestamps.length > 0, 'the first picture');
  });

  it('knows no grant but its own', async (t) => {
    const { request } = createFixture(t);
    for (const [method, path] of [
      ['POST', '/live/guessed/door/whep'],
      ['DELETE', '/live/secret/door/whep/guessed'],
    ] as const)
      assert.equal((await request(method, path)).status, 404);
  });
});
