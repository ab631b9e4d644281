/** Plays a recording from start to end with hls.js as it comes, in any engine, and tells what it saw. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { until } from '../deadline.js';
import type { Engine } from '../engines/engine.js';
import { startStaticSite } from '../static-site.js';

export type VodFacts = {
  hasEnded: boolean;
  currentTime: number;
  duration: number;
  errors: string[];
  mediaError: string | null;
  /** Epoch milliseconds of what was shown, in its order. */
  dates: number[];
  /** Widths of the pictures shown, each change of it. */
  widths: number[];
};

/** The version that our player uses. */
const playerRequire = createRequire(new URL('../../../packages/player/package.json', import.meta.url));

const pageFor = (hlsUrl: string, rate: number) => `<!doctype html><html lang="en"><meta charset="utf-8">
<link rel="icon" href="data:,"><title>A recording</title>
<video muted playsinline></video><script src="/hls.js"></script><script>
const video = document.querySelector('video');
const errors = [], dates = [], widths = [];
const hls = new Hls();
hls.on(Hls.Events.ERROR, (event, { details, fatal }) => errors.push(fatal ? 'fatal ' + details : details));
video.addEventListener('timeupdate', () => {
  // Of what is shown now; hls.playingDate follows a tenth of a second later.
  const { currentTime } = video;
  const shown = hls.latestLevelDetails?.fragments.find(({ start, end }) => start <= currentTime && currentTime < end);
  if (shown) dates.push(shown.programDateTime + (currentTime - shown.start) * 1000);
  if (widths.at(-1) !== video.videoWidth) widths.push(video.videoWidth);
});
video.defaultPlaybackRate = ${rate};
hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
hls.loadSource(${JSON.stringify(hlsUrl)});
hls.attachMedia(video);
globalThis.factsOf = () => ({
  hasEnded: video.ended, currentTime: video.currentTime, duration: video.duration, errors, dates, widths,
  mediaError: video.error && video.error.message,
});
</script></html>`;

type VodPage = { factsOf(): VodFacts };

export type PlayOptions = { hlsUrl: string; playbackRate: number; withinMs: number };

/** @throws when it has not ended in time, with what it saw so far */
export async function playToEnd(engine: Engine, options: PlayOptions): Promise<VodFacts> {
  const { hlsUrl, playbackRate, withinMs } = options;
  const script = readFileSync(playerRequire.resolve('hls.js/dist/hls.js'), 'utf8');
  const site = await startStaticSite({ '/': pageFor(hlsUrl, playbackRate), '/hls.js': script });
  const look = () => engine.evaluate(() => (globalThis as unknown as VodPage).factsOf());
  try {
    await engine.goto(site.url);
    await until(async () => (await look()).hasEnded, {
      what: `the end of a recording in ${engine.name}`,
      withinMs,
      everyMs: 250,
    });
    return await look();
  } catch (error) {
    const seen = await look().catch(() => undefined);
    throw new Error(`${(error as Error).message}; ${JSON.stringify({ ...seen, dates: undefined })}`);
  } finally {
    await site.close();
  }
}
