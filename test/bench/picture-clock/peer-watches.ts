/** What our tag is compared with: hls.js as it comes on our playlist, a bare `<img>`, and what people glue together today. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { openSession } from '../../support/gateway-client.js';
import { openHlsJsPage } from '../../support/hls-js-page.js';
import { startStaticSite } from '../../support/static-site.js';
import { cameraId } from '../bench-scene.js';
import { createOpened, type Opened } from '../opened.js';
import { startClockCamera } from './clock-camera.js';
import { createNetwork, startClockScene } from './clock-scene.js';
import { figureDelay } from './delay-figures.js';
import { startNotesPipeline } from './notes-pipeline.js';
import { readPictures, seenPictures, waitForPicture } from './picture-reader.js';
import { firstPictureWithinMs, settledMs, type WatchOptions, type WatchOutcome } from './watch.js';

/** `hls.js`: no option set. */
export function watchPlainHlsJs(options: WatchOptions): Promise<WatchOutcome> {
  return withOpened(async (opened) => {
    const scene = opened.add(await startClockScene(options));
    const { playlistUrl } = await openSession(scene.gateway.url, cameraId);
    const { page } = opened.add(await openHlsJsPage(options.browser, 'hls.js', playlistUrl));
    return watchPage(page, 'video', options);
  });
}

/** `<img>` on our moving pictures. */
export function watchImage(options: WatchOptions): Promise<WatchOutcome> {
  return withOpened(async (opened) => {
    const scene = opened.add(await startClockScene(options));
    const { session } = await openSession(scene.gateway.url, cameraId);
    const source = session.sources.find(({ transport }) => transport === 'mjpeg');
    if (!source) return { kind: 'not offered' };
    const { href } = new URL(source.url, scene.gateway.url);
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>img</title>
<img crossorigin="anonymous" src="${href}" alt="camera" width="640" height="480"></html>`;
    const site = opened.add(await startStaticSite({ '/': html }));
    const page = opened.add(await options.browser.newPage());
    // Such a page is never loaded: its picture goes on.
    await page.goto(site.url, { waitUntil: 'commit' });
    return watchPage(page, 'img', options);
  });
}

/** HLS files of ffmpeg, played by hls.js with no option set. */
export function watchNotesPipeline(options: WatchOptions): Promise<WatchOutcome> {
  return withOpened(async (opened) => {
    const pipeline = opened.add(await startNotesPipeline());
    const network = opened.add(createNetwork(options));
    const clock = opened.add(await startClockCamera(options));
    opened.add(await clock.push(await network.lead(pipeline.ingestUrl)));
    const { page } = opened.add(
      await openHlsJsPage(options.browser, 'hls.js', await pipeline.playlist(options.signal)),
    );
    return watchPage(page, 'video', options);
  });
}

async function watchPage(page: Page, selector: string, options: WatchOptions): Promise<WatchOutcome> {
  await readPictures(page, `document.querySelector('${selector}')`);
  await waitForPicture(page, firstPictureWithinMs);
  await delay(settledMs + options.seconds * 1000, undefined, { signal: options.signal });
  const endedAtMs = Date.now();
  const result = figureDelay(await seenPictures(page), { settledMs, endedAtMs });
  return { kind: 'watched', result };
}

async function withOpened(watch: (opened: Opened) => Promise<WatchOutcome>): Promise<WatchOutcome> {
  const opened = createOpened();
  try {
    return await watch(opened);
  } finally {
    await opened.close();
  }
}
