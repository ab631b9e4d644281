/** A page that plays a playlist with hls.js as it comes: no option set, the full build or the light one. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { startStaticSite } from './static-site.js';

export type HlsJsBuild = 'hls.js' | 'hls.light.js';

export type HlsJsFacts = {
  shownFrames: number;
  currentTime: number;
  errors: Array<{ details: string; fatal: boolean; atSeconds: number }>;
};

export type HlsJsPage = {
  page: Page;
  facts(): Promise<HlsJsFacts>;
  close(): Promise<void>;
};

/** The version that our player uses. */
const playerRequire = createRequire(new URL('../../packages/player/package.json', import.meta.url));

const pageFor = (playlistUrl: string) => `<!doctype html><html lang="en"><meta charset="utf-8">
<link rel="icon" href="data:,"><title>hls.js as it comes</title>
<video autoplay muted playsinline></video><script src="/hls.js"></script><script>
const video = document.querySelector('video');
const errors = [];
const hls = new Hls();
hls.on(Hls.Events.ERROR, (event, { details, fatal }) =>
  errors.push({ details, fatal, atSeconds: Math.round(performance.now() / 1000) }));
hls.loadSource(${JSON.stringify(playlistUrl)});
hls.attachMedia(video);
</script></html>`;

export async function openHlsJsPage(
  browser: Browser,
  build: HlsJsBuild,
  playlistUrl: string,
): Promise<HlsJsPage> {
  const script = readFileSync(playerRequire.resolve(`hls.js/dist/${build}`), 'utf8');
  const site = await startStaticSite({ '/': pageFor(playlistUrl), '/hls.js': script });
  const page: Page = await browser.newPage();
  await page.goto(site.url);
  return {
    page,
    facts: () =>
      page.evaluate(`({
        shownFrames: video.getVideoPlaybackQuality().totalVideoFrames,
        currentTime: video.currentTime,
        errors,
      })`) as Promise<HlsJsFacts>,
    async close() {
      await page.close();
      await site.close();
    },
  };
}
