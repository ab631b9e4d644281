import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { waitForMovingVideo } from '../support/page-video.js';
import { descendantsOf, waitUntilNoFfmpegIsLeft } from '../support/processes.js';
import { cameraId, quickSessions, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

const { graceMs, leaseMs } = quickSessions;

describe('a page of another origin and a camera that is nothing but mosquitto_sub and ffmpeg', () => {
  let test: TestBrowser;
  before(async () => {
    test = await launchBrowser();
  });
  after(() => test.close());

  for (const protocol of ['srt', 'udp'] as const) {
    it(`plays over ${protocol}, renews one run, and lets the camera sleep when the tab is closed`, async () => {
      const scene = await startScene({ ingest: { protocol } });
      try {
        const { gateway } = scene;
        const camera = await scene.startCamera();
        const site = await startStaticSite({ '/': pageWithCamera({ gatewayUrl: gateway.url, cameraId }) });
        scene.opened.push(site);
        const page = await test.browser.newPage();
        const playlistUrls: string[] = [];
        page.on('request', (request) => {
          if (request.url().includes('index.m3u8')) playlistUrls.push(request.url());
        });
        await page.goto(site.url);
        await waitForMovingVideo(page);

        const starts = () => camera.heard.filter(({ action }) => action === 'START_LIVE_STREAM');
        await until(() => starts().length >= 3, { what: 'two renewals', withinMs: leaseMs });
        assert.equal(new Set(starts().map(({ runId }) => runId)).size, 1);
        assert.equal(new Set(starts().map(({ id }) => id)).size, starts().length);
        const [first, second] = starts();
        assert.match(first?.output?.url ?? '', new RegExp(`^${protocol}://127\\.0\\.0\\.1:\\d+\\?`));
        const renewedAfterMs = (second?.heardAtMs ?? 0) - (first?.heardAtMs ?? 0);
        assert.ok(renewedAfterMs < leaseMs / 2, `renewed after ${renewedAfterMs} ms`);
        assert.ok(test.playlists.checkedCount >= 10, `${test.playlists.checkedCount} playlists were checked`);

        const closedAtMs = Date.now();
        await page.close();
        const stop = await camera.waitFor(({ action }) => action === 'STOP_LIVE_STREAM', {
          what: 'STOP after the tab was closed',
          withinMs: graceMs + 2000,
        });
        assert.equal(stop.runId, first?.runId);
        assert.ok(stop.heardAtMs - closedAtMs >= graceMs * 0.9, 'STOP came before the grace was over');
        assert.equal((await fetch(playlistUrls[0] ?? '')).status, 404);
        await waitUntilNoFfmpegIsLeft(gateway.pid, 2000);
        await until(async () => (await descendantsOf(camera.pid)).length <= 2, {
          what: 'the camera to end its ffmpeg',
          withinMs: 2000,
        });
      } finally {
        await scene.close();
      }
    });
  }
});
