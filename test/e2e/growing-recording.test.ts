/** A recording played while it is made: hls.js reloads its EVENT playlist by delta updates, from the beginning on. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launchChromium } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { openHlsJsPage } from '../support/hls-js-page.js';
import { createRecordingClient } from '../support/recordings/recording-client.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';

/** A delta update leaves out half of the playlist or more: from then on it is worth one. */
const filmedMs = 27_000;

describe('a recording that grows', () => {
  let path: string;
  let scene: Scene;
  let chromium: Awaited<ReturnType<typeof launchChromium>>;
  before(async () => {
    path = await mkdtemp(join(tmpdir(), 'growing-recording-'));
    chromium = await launchChromium();
    scene = await startScene({ recording: { mode: 'on-demand', path, minFreeBytes: 0 } });
    await scene.startCamera();
  });
  after(async () => {
    await chromium.close();
    await scene.close();
    await rm(path, { recursive: true, force: true });
  });

  it('is played by hls.js from its beginning to its end', { timeout: 120_000 }, async () => {
    const client = createRecordingClient(scene.gateway.url, cameraId);
    const { id } = await client.start();
    await client.untilRecording(filmedMs, 60_000);
    const { hlsUrl } = await client.play(id);
    const { page, facts, close } = await openHlsJsPage(chromium.browser, 'hls.js', hlsUrl);
    const deltas: Promise<string>[] = [];
    page.on('response', (response) => {
      if (response.url().includes('_HLS_skip=YES')) deltas.push(response.text());
    });
    await until(async () => (await facts()).shownFrames > 10, { what: 'pictures', withinMs: 15_000 });
    await page.evaluate('video.currentTime = 1');
    await until(async () => deltas.length >= 3, { what: 'three delta updates', withinMs: 20_000 });
    for (const text of await Promise.all(deltas)) assert.match(text, /#EXT-X-SKIP:SKIPPED-SEGMENTS=\d+\n/);
    const { durationMs } = await client.stop();
    await page.evaluate('video.playbackRate = 4');
    await until(async () => (await facts()).currentTime * 1000 > durationMs - 500, {
      what: 'the end',
      withinMs: 30_000,
    });
    assert.deepEqual(
      (await facts()).errors.filter((error) => error.fatal),
      [],
    );
    await close();
  });
});
