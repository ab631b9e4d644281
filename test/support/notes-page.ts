/**
 * The two clients of the notes as pages, with the logic of their components and nothing added to it: hls.js as it comes
 * on a `<video>`, never destroyed, and a bare `<img>`. What they show is written down for the test.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { until } from './deadline.js';
import { type StaticSite, startStaticSite } from './static-site.js';

/** Of the picture of `notes-camera.py`, which has another one in each recording. */
export type NotesColour = 'red' | 'green' | 'blue';

/** One life of their component, from its mount on. */
export type NotesPlayback = {
  /** Colours of all pictures that were shown, in order, without repetition. */
  colours: NotesColour[];
  /** `Hls.Events.ERROR`, all of them. */
  errors: Array<{ details: string; fatal: boolean }>;
  currentTime: number;
  shownFrames: number;
  /** From the arrival of the picture at the gateway, as the playlist dates it; `undefined` before the first. */
  delayMs?: number;
};

/** The whole build, as the `import` of the notes has it, of the version that our player uses. */
const playerRequire = createRequire(new URL('../../packages/player/package.json', import.meta.url));
const hlsJs = () => readFileSync(playerRequire.resolve('hls.js/dist/hls.js'), 'utf8');

/** Copies a picture to a canvas; a picture of another origin without CORS makes this throw. */
const look = `
const canvas = document.createElement('canvas');
const ink = canvas.getContext('2d', { willReadFrequently: true });
function look(picture, width, height) {
  Object.assign(canvas, { width, height });
  ink.drawImage(picture, 0, 0, width, height);
  return ink.getImageData(0, 0, width, height).data;
}`;

const hlsPage = (gatewayUrl: string) => `<!doctype html><html lang="en"><meta charset="utf-8">
<link rel="icon" href="data:,"><title>HLS, as in the notes</title><main></main>
<script src="/hls.js"></script>
<script>${look}
const gateway = ${JSON.stringify(gatewayUrl)};
const playbacks = [];

function writeDown(video) {
  const playback = { video, colours: [], errors: [] };
  playbacks.push(playback);
  const onPicture = () => {
    const [red, green, blue] = look(video, 1, 1);
    const colour = red > Math.max(green, blue) ? 'red' : green > blue ? 'green' : 'blue';
    if (playback.colours.at(-1) !== colour) playback.colours.push(colour);
    video.requestVideoFrameCallback(onPicture);
  };
  video.requestVideoFrameCallback(onPicture);
  return playback;
}

function mount(streamUrl) {
  const video = document.createElement('video');
  Object.assign(video, { controls: true, autoplay: true, muted: true, playsInline: true });
  video.style.width = '100%';
  document.querySelector('main').append(video);
  const playback = writeDown(video);
  const { errors } = playback;
  if (Hls.isSupported()) {
    const hls = new Hls();
    playback.hls = hls;
    hls.loadSource(streamUrl);
    hls.attachMedia(video);
    hls.on(Hls.Events.ERROR, (event, { details, fatal }) => errors.push({ details, fatal }));
  } else if (video.canPlayType('application/vnd.apple.mpegurl')) {
    video.src = streamUrl;
  }
}

async function start() {
  const response = await fetch(gateway + '/api/v1/video/start-streaming-service');
  const answer = await response.json();
  mount(new URL(answer.stream_url, gateway).href);
  return answer;
}

async function stop() {
  const response = await fetch(gateway + '/api/v1/video/stop-streaming-service');
  document.querySelector('main').replaceChildren();
  return response.status;
}
</script></html>`;

const imgPage = (gatewayUrl: string) => `<!doctype html><html lang="en"><meta charset="utf-8">
<link rel="icon" href="data:,"><title>MJPEG, as in the notes</title><script>${look}</script>
<main>${'<img crossorigin="anonymous" width="640" height="360" alt="Live Camera Feed">'.repeat(2)}</main>
<script>for (const img of document.images) img.src = ${JSON.stringify(gatewayUrl)} + '/video';</script></html>`;

/** Serves both pages on an origin of their own: `/hls` and `/img`, which has two of them. */
export function startNotesSite(gatewayUrl: string): Promise<StaticSite> {
  return startStaticSite({ '/hls': hlsPage(gatewayUrl), '/hls.js': hlsJs(), '/img': imgPage(gatewayUrl) });
}

/** Calls `start` or `stop` of the page `/hls`, as its buttons would. */
export function callOnPage<T>(page: Page, action: 'start' | 'stop'): Promise<T> {
  return page.evaluate(`${action}()`) as Promise<T>;
}

/** What the newest component of the page shows, or the one mounted before it: `index` counts from the first. */
export function playbackOf(page: Page, index: number): Promise<NotesPlayback> {
  return page.evaluate(`(({ video, hls, colours, errors }) => ({
    colours,
    errors,
    currentTime: video.currentTime,
    shownFrames: video.getVideoPlaybackQuality().totalVideoFrames,
    delayMs: hls?.playingDate ? Date.now() - hls.playingDate.getTime() : undefined,
  }))(playbacks[${index}])`) as Promise<NotesPlayback>;
}

/** Resolves when the component has played on by `seconds`, and in them shown nine of ten pictures of 30 a second. */
export async function waitForPlayback(page: Page, index: number, seconds: number): Promise<NotesPlayback> {
  const deadline = { withinMs: seconds * 1000 + 15_000 };
  const first = await until(
    async () => {
      const playback = await playbackOf(page, index);
      return playback.currentTime > 0 && playback.shownFrames > 0 ? playback : undefined;
    },
    { what: 'the first picture of hls.js', ...deadline },
  );
  return until(
    async () => {
      const playback = await playbackOf(page, index);
      const hasMoved =
        playback.currentTime >= first.currentTime + seconds &&
        playback.shownFrames >= first.shownFrames + seconds * 27;
      return hasMoved ? playback : undefined;
    },
    { what: `${seconds} s of moving pictures of hls.js`, ...deadline },
  );
}

/** Resolves when the picture of the `<img>` has changed from one look to another. */
export async function waitForMovingImage(page: Page, index: number): Promise<void> {
  const pixels = () =>
    page.evaluate(
      `document.images[${index}].naturalWidth ? look(document.images[${index}], 64, 48).join() : ''`,
    );
  const options = { withinMs: 15_000, everyMs: 100 };
  const first = await until(async () => (await pixels()) || undefined, {
    what: `the first picture of image ${index}`,
    ...options,
  });
  await until(async () => (await pixels()) !== first, {
    what: `another picture of image ${index}`,
    ...options,
  });
}
