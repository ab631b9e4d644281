import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { askForSession, cameraStateOf, openSession, startWithEvents } from '../support/gateway-client.js';
import { startGatewayProcess } from '../support/gateway-process.js';
import { recordMessages } from '../support/mqtt-recorder.js';
import { waitForMovingVideo, waitForState } from '../support/page-video.js';
import { ffmpegsNaming, waitUntilNoFfmpegIsLeft } from '../support/processes.js';
import { cameraId, quickSessions, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

const controlTopic = `cameras/${cameraId}/control`;

describe('when something is wrong', () => {
  let test: TestBrowser;
  before(async () => {
    test = await launchBrowser();
  });
  after(() => test.close());

  it('tells of a camera that never answers, sends it STOP, and lets the page try again', async () => {
    const scene = await startScene({ sessions: { startTimeoutMs: 1500 } });
    try {
      const recorder = await recordMessages(scene.mosquitto.url, controlTopic);
      scene.opened.push(recorder);
      const { status, problem, headers } = await askForSession(scene.gateway.url, cameraId);
      assert.equal(status, 504);
      assert.equal(problem?.code, 'camera_timeout');
      assert.equal(problem?.status, 504);
      assert.match(headers.get('Content-Type') ?? '', /^application\/problem\+json/);
      assert.ok(Number(headers.get('Retry-After')) >= 1);
      assert.equal(problem?.requestId, headers.get('X-Request-Id'));
      await until(() => recorder.actions().includes('STOP_LIVE_STREAM'), { what: 'STOP', withinMs: 2000 });
      await waitUntilNoFfmpegIsLeft(scene.gateway.pid, 2000);

      const { contentType, events } = await startWithEvents(scene.gateway.url, cameraId);
      assert.match(contentType, /^text\/event-stream/);
      assert.deepEqual(events[0], { event: 'progress', data: { phase: 'waking' } });
      const last = events.at(-1);
      assert.equal(last?.event, 'problem');
      assert.equal((last.data as { code: string }).code, 'camera_timeout');

      const site = await startStaticSite({
        '/': pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId }),
      });
      scene.opened.push(site);
      const page = await test.browser.newPage();
      await page.goto(site.url);
      assert.equal((await waitForState(page, 'failed')).errorCode, 'camera_timeout');
      await scene.startCamera();
      await page.getByRole('button', { name: /try again|retry/i }).click();
      await waitForMovingVideo(page);
      await page.close();
    } finally {
      await scene.close();
    }
  });

  it('answers mistakes in a request before it wakes anything', async () => {
    const scene = await startScene();
    try {
      const { url } = scene.gateway;
      const recorder = await recordMessages(scene.mosquitto.url, controlTopic);
      scene.opened.push(recorder);
      const ask = (id: string, body?: string) =>
        askForSession(
          url,
          id,
          body === undefined ? {} : { body, headers: { 'Content-Type': 'application/json' } },
        );
      const unknown = await ask('nowhere');
      assert.deepEqual([unknown.status, unknown.problem?.code], [404, 'camera_not_found']);
      for (const body of ['{', '[]', '"x"', 'null']) {
        const broken = await ask(cameraId, body);
        assert.deepEqual([broken.status, broken.problem?.code], [400, 'invalid_request'], body);
      }
      const huge = await ask(cameraId, JSON.stringify({ x: 'x'.repeat(65 * 1024) }));
      assert.deepEqual([huge.status, huge.problem?.code], [413, 'payload_too_large']);
      const keepAlive = await fetch(`${url}/api/v1/sessions/none/keepalive`, { method: 'POST' });
      assert.equal(keepAlive.status, 410);
      assert.equal((await fetch(`${url}/api/v1/sessions/none`, { method: 'DELETE' })).status, 204);
      assert.equal((await fetch(`${url}/live/none/${cameraId}/index.m3u8`)).status, 404);
      assert.equal((await fetch(`${url}/nothing`)).status, 404);
      const snapshot = await fetch(`${url}/api/v1/cameras/${cameraId}/snapshot.jpg`);
      assert.deepEqual(
        [snapshot.status, ((await snapshot.json()) as { code: string }).code],
        [404, 'snapshot_not_found'],
      );
      assert.deepEqual(recorder.actions(), []);
    } finally {
      await scene.close();
    }
  });

  it('refuses to start on a setting it does not know, naming the one that was meant', async () => {
    await assert.rejects(
      startGatewayProcess({ config: { cameras: [{ id: 'a' }], sessions: { graceMS: 1 } } }),
      /sessions\.graceMS: unknown setting, did you mean "graceMs"\?/,
    );
  });

  it('says at once that the broker is away, lets running streams be joined, and recovers with it', async () => {
    const scene = await startScene({ sessions: { leaseMs: 60_000 } });
    try {
      const { gateway, mosquitto } = scene;
      await scene.startCamera();
      const running = await openSession(gateway.url, cameraId);
      assert.equal((await fetch(`${gateway.url}/readyz`)).status, 200);
      await mosquitto.kill();
      await until(async () => (await fetch(`${gateway.url}/readyz`)).status === 503, {
        what: 'the loss of the broker to be noticed',
        withinMs: 5000,
      });
      const joined = await openSession(gateway.url, cameraId);
      assert.equal((await fetch(joined.playlistUrl)).status, 200);
      await joined.close();
      await running.close();
      const isRunning = async () =>
        ['starting', 'streaming'].includes((await cameraStateOf(gateway.url, cameraId)).state);
      await until(async () => !(await isRunning()), {
        what: 'the end of the stream',
        withinMs: quickSessions.graceMs + 3000,
      });
      const askedAtMs = Date.now();
      const { status, problem } = await askForSession(gateway.url, cameraId);
      assert.deepEqual([status, problem?.code, problem?.retryAfterMs], [503, 'broker_unavailable', 5000]);
      assert.ok(
        Date.now() - askedAtMs < quickSessions.startTimeoutMs / 2,
        'the answer was not given at once',
      );
      await mosquitto.restart();
      await until(async () => (await fetch(`${gateway.url}/readyz`)).status === 200, {
        what: 'the broker to be back',
        withinMs: 20_000,
      });
    } finally {
      await scene.close();
    }
  });

  it('replaces a run whose camera died, for the same session and the same page', async () => {
    const scene = await startScene({ ingest: { timeoutMs: 1000 } });
    try {
      const camera = await scene.startCamera();
      const site = await startStaticSite({
        '/': pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId }),
      });
      scene.opened.push(site);
      const page = await test.browser.newPage();
      await page.goto(site.url);
      await waitForMovingVideo(page);
      const [first] = camera.heard;
      const port = new URL(first?.output?.url ?? '').port;
      for (const process of await ffmpegsNaming(`:${port}?mode=caller`))
        globalThis.process.kill(process.pid, 'SIGKILL');
      const next = await camera.waitFor(
        ({ action, runId }) => action === 'START_LIVE_STREAM' && runId !== first?.runId,
        { what: 'START of another run', withinMs: 8000 },
      );
      assert.notEqual(next.output?.url, first?.output?.url);
      await waitForMovingVideo(page);
      await page.close();
    } finally {
      await scene.close();
    }
  });
});
