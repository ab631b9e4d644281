/** The MP4 of a recording in a page of another site: a plain `<video>` shows it and is seeked in. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launchChromium } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { createRecordingClient, type RecordingClient } from '../support/recordings/recording-client.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { type StaticSite, startStaticSite } from '../support/static-site.js';

const filmedMs = 8000;

describe('the MP4 of a recording, in a page', () => {
  let path: string;
  let scene: Scene;
  let site: StaticSite;
  let chromium: Awaited<ReturnType<typeof launchChromium>>;
  let client: RecordingClient;
  let mp4Url: string;
  before(async () => {
    path = await mkdtemp(join(tmpdir(), 'recording-file-'));
    chromium = await launchChromium();
    scene = await startScene({ recording: { mode: 'on-demand', path, minFreeBytes: 0 } });
    await scene.startCamera();
    client = createRecordingClient(scene.gateway.url, cameraId);
    const { id } = await client.start();
    await client.untilRecording(filmedMs, 30_000);
    mp4Url = (await client.play(id)).mp4Url;
    site = await startStaticSite({ '/': `<!doctype html><video muted src="${mp4Url}"></video>` });
  });
  after(async () => {
    await chromium.close();
    await site.close();
    await scene.close();
    await rm(path, { recursive: true, force: true });
  });

  it('plays, and goes to any moment of it, while it grows', { timeout: 60_000 }, async () => {
    await playAndSeek();
  });

  it('plays, and goes to any moment of it, when it is finished', { timeout: 60_000 }, async () => {
    const { durationMs } = await client.stop();
    const duration = await playAndSeek();
    assert.ok(Math.abs(duration * 1000 - durationMs) < 200, `${duration} s`);
  });

  /** @returns how long it is, in seconds */
  async function playAndSeek(): Promise<number> {
    const page = await chromium.browser.newPage();
    const statuses: number[] = [];
    page.on('response', (response) => {
      if (response.url().includes('recording.mp4')) statuses.push(response.status());
    });
    await page.goto(site.url);
    const facts = () =>
      page.evaluate(() => {
        const video = document.querySelector('video')!;
        const { currentTime, duration, seekable, seeking, error } = video;
        const seekableTo = seekable.length > 0 ? seekable.end(0) : 0;
        const shownFrames = video.getVideoPlaybackQuality().totalVideoFrames;
        return { currentTime, duration, seekableTo, seeking, shownFrames, failure: error?.message };
      });
    await page.evaluate(() => document.querySelector('video')!.play());
    await until(async () => (await facts()).currentTime > 0.5, { what: 'pictures', withinMs: 15_000 });
    const { duration, seekableTo } = await facts();
    assert.equal(seekableTo, duration);
    for (const [toSeconds, playsTo] of [
      [6.5, 7],
      [2.2, 2.7],
    ] as const) {
      const { shownFrames } = await facts();
      await page.evaluate((seconds) => {
        document.querySelector('video')!.currentTime = seconds;
      }, toSeconds);
      await until(
        async () => {
          const now = await facts();
          const isThere = !now.seeking && now.currentTime >= playsTo && now.currentTime < playsTo + 1;
          return isThere && now.shownFrames > shownFrames + 5;
        },
        { what: `pictures from ${toSeconds} s on`, withinMs: 10_000 },
      );
    }
    assert.equal((await facts()).failure, undefined);
    assert.ok(statuses.length > 0 && statuses.every((status) => status === 206), `${statuses}`);
    await page.close();
    return duration;
  }

  it('is saved under a name of its own where that is asked for', { timeout: 30_000 }, async () => {
    const page = await chromium.browser.newPage();
    await page.setContent(`<a href="${mp4Url}?download">Save</a>`);
    const saving = page.waitForEvent('download');
    await page.click('a');
    const download = await saving;
    assert.match(download.suggestedFilename(), new RegExp(`^${cameraId}-\\d{8}T\\d{6}Z\\.mp4$`));
    assert.equal(await download.failure(), null);
    await page.close();
  });
});
