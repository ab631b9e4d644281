import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { RunKeeper } from '../lease/run-keeper.js';
import { silentLogger } from '../log/logger.js';
import type { StreamPictures } from '../pictures/stream-pictures.js';
import type { CameraDirectory } from '../sessions/camera-directory.js';
import { CameraStream } from '../sessions/camera-stream.js';
import { SessionTable } from '../sessions/session-table.js';
import { StreamHub } from '../sessions/stream-hub.js';
import { createFixtureApp } from '../testing/app-fixture.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { playClock } from '../testing/played-clock.js';
import { createCompatRoutes } from './compat.js';

const keepAliveMs = 1000;
const graceMs = 3000;
const startTimeoutMs = 5000;
const start = '/api/v1/video/start-streaming-service';
const stop = '/api/v1/video/stop-streaming-service';
const playlist = '/api/v1/video/hls/stream.m3u8';
/** A keyframe each 30 frames: the first segment is complete with the 31st. */
const segmentFrames = 31;

/** The endpoints over real sessions and streams, whose camera is played by hand. */
function createCompat({ publicUrl = null as string | null, maxPerCamera = 10, unreachable = '' } = {}) {
  const log: string[] = [];
  const streams: CameraStream[] = [];
  const keeper = {
    want: () => log.push('want'),
    onPicture: () => {},
    hurry: () => {},
    close: async () => {
      log.push('stop');
    },
  } as unknown as RunKeeper;
  const hub = new StreamHub({
    createStream: (cameraId, previous, onEnded) => {
      const stream: CameraStream = new CameraStream({
        cameraId,
        live: createFixtureStream({ onReady: () => stream.onLive() }),
        pictures: { close: async () => {} } as unknown as StreamPictures,
        graceMs,
        startTimeoutMs,
        logger: silentLogger,
        onKeyframeWanted: () => {},
        onEnded: () => {
          onEnded();
          sessions.closeAllOf(stream);
        },
      });
      streams.push(stream);
      void stream.start(keeper, previous);
      return stream;
    },
  });
  const sessions: SessionTable = new SessionTable({
    hub,
    keepAliveMs,
    maxPerCamera,
    onSessionEnd: (_, reason) => log.push(reason),
  });
  const assertReachable = (): void => {
    if (unreachable) throw new GatewayError('broker_unavailable', unreachable);
  };
  const routes = createCompatRoutes({
    cameraId: 'door',
    directory: { assertReachable } as unknown as CameraDirectory,
    sessions,
    respondWithPictures: () => assert.fail('not in these tests'),
    startTimeoutMs,
    publicUrl,
    reportFailure: () => {},
  });
  const app = createFixtureApp();
  app;
  app.route('/', routes);
  /** Frames of the newest stream's camera. */
  const film = (frameCount = segmentFrames): void => createFixtureRun(streams.at(-1)!.live).push(frameCount);
  return {
    app,
    log,
    streams,
    sessions,
    film,
    ask: async (path: string, init?: RequestInit) => app.request(path, init),
    async started(): Promise<void> {
      const answer = app.request(start);
      film();
      assert.equal((await answer).status, 200);
    },
  };
}

async function messageOf(answer: Response): Promise<string> {
  const { status, message } = (await answer.json()) as { status: string; message: string };
  assert.deepEqual([answer.status, status], [504, 'error']);
  return message;
}

describe('the endpoints of older systems', () => {
  const { pass, settle } = playClock();

  for (const method of ['GET', 'POST']) {
    it(`start with ${method} once a complete segment is listed, and stop`, async () => {
      const { ask, film, log, streams } = createCompat();
      let answer: Response | undefined;
      const asking = ask(start, { method }).then((response) => {
        answer = response;
      });
      film(segmentFrames - 1);
      await settle();
      assert.equal(answer, undefined);
      streams[0]!.live.beginRun({ arrivalDelayMs: 0 }).end();
      await asking;
      assert.equal(answer!.status, 200);
      assert.equal(answer!.headers.get('Cache-Control'), 'no-store');
      assert.deepEqual(await answer!.json(), {
        status: 'Video streaming service started successfully',
        stream_url: playlist,
      });
      assert.match(await (await ask(playlist)).text(), /seg7\.m4s/);
      for (let count = 0; count < 2; count++) {
        const stopped = await ask(stop, { method });
        assert.equal(stopped.status, 200);
        assert.deepEqual(await stopped.json(), { status: 'Video streaming service stopped successfully' });
      }
      assert.deepEqual(log, ['want', 'closed']);
      await pass(graceMs);
      assert.deepEqual(log, ['want', 'closed', 'stop']);
    });
  }

  it('name the playlist where the app is mounted, or under its public URL', async () => {
    const mounted = createCompat();
    const outer = new Hono().route('/cam', mounted.app);
    const asking = outer.request(`/cam${start}`);
    mounted.film();
    const answer = (await (await asking).json()) as { stream_url: string };
    assert.equal(answer.stream_url, `/cam${playlist}`);
    const open = createCompat({ publicUrl: 'https://cam.example/' });
    const opening = open.ask(start);
    open.film();
    const { stream_url } = (await (await opening).json()) as { stream_url: string };
    assert.equal(stream_url, `https://cam.example${playlist}`);
  });

  it('let nothing under the fixed place be stored, found or not', async () => {
    const { ask, started } = createCompat();
    await started();
    for (const [file, status] of [
      ['stream.m3u8', 200],
      ['stream.m3u8?_HLS_msn=7', 200],
      ['stream.m3u8?_HLS_msn=99', 400],
      ['init0.mp4', 200],
      ['seg7.m4s', 200],
      ['part5.m4s', 200],
      ['seg99.m4s', 404],
      ['index.m3u8', 404],
      ['other', 404],
    ] as const) {
      const answer = await ask(`/api/v1/video/hls/${file}`);
      assert.deepEqual([answer.status, answer.headers.get('Cache-Control')], [status, 'no-store'], file);
    }
    const head = await ask(playlist, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('Cache-Control')], [200, 'no-store']);
  });

  it('answer 404 for the playlist and its files when nothing was started, or all was stopped', async () => {
    const { ask, started } = createCompat();
    assert.equal((await ask(playlist)).status, 404);
    await started();
    await ask(stop);
    for (const path of [playlist, '/api/v1/video/hls/seg7.m4s']) assert.equal((await ask(path)).status, 404);
  });

  it('show the new stream after a stop and a start, under the same names', async () => {
    const { ask, started, streams } = createCompat();
    await started();
    await ask(stop);
    await streams[0]!.end();
    await started();
    const segment = Buffer.from(await (await ask('/api/v1/video/hls/seg7.m4s')).arrayBuffer());
    assert.equal(streams.length, 2);
    assert.deepEqual(segment, streams[1]!.live.find('seg7.m4s'));
  });

  it('join the session that is there', async () => {
    const { ask, film, log, sessions } = createCompat();
    const together = [ask(start), ask(start)];
    film();
    for (const answer of await Promise.all(together)) assert.equal(answer.status, 200);
    assert.equal((await ask(start)).status, 200);
    assert.equal(sessions.size, 1);
    assert.deepEqual(log, ['want']);
  });

  it('end their own session and no other', async () => {
    const { ask, started, sessions, log } = createCompat();
    await started();
    const other = await sessions.open('door', { signal: new AbortController().signal });
    await ask(stop);
    assert.equal(sessions.keepAlive(other.id), other);
    assert.deepEqual(log, ['want', 'closed']);
  });

  it('keep the session by requests for playlist and media, and let it expire without', async () => {
    const { ask, started, log } = createCompat();
    await started();
    for (const path of [playlist, '/api/v1/video/hls/seg7.m4s', start, playlist]) {
      await pass(2 * keepAliveMs - 250);
      assert.equal((await ask(path)).status, 200);
    }
    await pass(2 * keepAliveMs);
    assert.equal((await ask(playlist)).status, 404);
    assert.deepEqual(log, ['want', 'expired']);
  });

  it('keep the session while its first segment is awaited', async () => {
    const { ask, film, streams } = createCompat();
    const asking = ask(start);
    film(segmentFrames - 1);
    await pass(3 * keepAliveMs);
    streams[0]!.live.beginRun({ arrivalDelayMs: 0 }).end();
    assert.equal((await asking).status, 200);
  });

  it('say with 504 that the camera did not come, how far it got, or that no segment did', async () => {
    const silent = createCompat();
    const waking = silent.ask(start);
    await pass(startTimeoutMs);
    assert.match(await messageOf(await waking), /^For 5000 ms the camera sent nothing\. Check/);
    await settle();
    assert.deepEqual(silent.log, ['want', 'stop']);
    assert.equal((await silent.ask(playlist)).status, 404);

    const slow = createCompat();
    const waiting = slow.ask(start);
    await pass(startTimeoutMs - 500);
    slow.film(1);
    await pass(500);
    assert.match(await messageOf(await waiting), /brought no complete segment in time/);
    assert.equal(slow.sessions.size, 0);
  });

  it('say with 504 whatever else went wrong', async () => {
    const away = createCompat({ unreachable: 'The gateway has lost its broker.' });
    assert.equal(await messageOf(await away.ask(start)), 'The gateway has lost its broker.');
    const full = createCompat({ maxPerCamera: 1 });
    const watching = full.sessions.open('door', { signal: new AbortController().signal });
    full.film();
    await watching;
    assert.match(await messageOf(await full.ask(start)), /has 1 viewers/);
    const failing = createCompat();
    const waking = failing.ask(start);
    await settle();
    failing.streams[0]!.onFailure(new GatewayError('camera_failed', 'The camera is in use.'));
    assert.equal(await messageOf(await waking), 'The camera is in use.');
  });

  it('give the claim back when everybody has left before the answer', async () => {
    const { ask, film, log, sessions } = createCompat();
    const leaving = [new AbortController(), new AbortController()];
    const asking = leaving.map(({ signal }) => ask(start, { signal }).catch(() => {}));
    await settle();
    film(1);
    leaving[0]!.abort();
    await settle();
    assert.equal(sessions.size, 1);
    leaving[1]!.abort();
    await Promise.all(asking);
    await settle();
    assert.equal(sessions.size, 0);
    await pass(graceMs);
    assert.deepEqual(log, ['want', 'closed', 'stop']);
  });

  it('answer the second who asked when the first has left', async () => {
    const { ask, film } = createCompat();
    const leaving = new AbortController();
    const left = ask(start, { signal: leaving.signal }).catch(() => {});
    const asking = ask(start);
    await settle();
    leaving.abort();
    film();
    assert.equal((await asking).status, 200);
    await left;
  });

  it('stop what is just starting, and start anew', async () => {
    const { ask, film, sessions } = createCompat();
    const asking = ask(start);
    await settle();
    await ask(stop);
    const again = ask(start);
    assert.match(await messageOf(await asking), /was stopped while it started/);
    film();
    assert.equal((await again).status, 200);
    assert.equal(sessions.size, 1);
  });

  it('do nothing for HEAD', async () => {
    const { ask, log, started, sessions } = createCompat();
    assert.equal((await ask(start, { method: 'HEAD' })).status, 200);
    const video = await ask('/video', { method: 'HEAD' });
    assert.match(video.headers.get('Content-Type')!, /^multipart\/x-mixed-replace/);
    assert.deepEqual(log, []);
    await started();
    assert.equal((await ask(stop, { method: 'HEAD' })).status, 200);
    assert.equal(sessions.size, 1);
  });
});
