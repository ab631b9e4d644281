/** The ways to watch the picture clock that the delay benchmark compares: each starts what it needs and watches for a while. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TestBrowser } from '../../support/browser.js';
import { openSession } from '../../support/gateway-client.js';
import { openHlsJsPage } from '../../support/hls-js-page.js';
import { cameraId, type Scene, startScene } from '../../support/scene.js';
import { startStaticSite } from '../../support/static-site.js';
import { measureProcess } from '../process-cost.js';
import { pushClock, startClockCamera } from './clock-camera.js';
import { type DelayFigures, figureDelay } from './delay-figures.js';
import { readPictures, type SeenPicture, seenPictures } from './picture-reader.js';
import { startSeedsPipeline } from './seeds-pipeline.js';

export type WatchOptions = {
  seconds: number;
  keyframeMs: number;
  ingest: 'srt' | 'udp';
  browser: TestBrowser['browser'];
};

export type WatchResult = DelayFigures & {
  /** From the element in the page to its first picture: of a sleeping camera, and of a running one. */
  firstFromIdleMs?: number;
  firstJoiningMs?: number;
  gatewayCoreShare?: number;
  gatewayBytes?: number;
};

/** What is seen before counts for the first picture alone. */
const settledMs = 5000;
const videoInTag = `document.querySelector('rpi-live-camera')?.shadowRoot?.querySelector('video')`;

/** The tag with one transport, on the gateway's own player. */
export async function watchTag(transport: string, options: WatchOptions): Promise<WatchResult> {
  const scene = await startClockScene(options);
  try {
    const { url } = scene.gateway;
    const site = await startStaticSite({ '/': tagPage(url, transport) });
    scene.opened.push(site);
    const first = await watchPage(options, site.url, 0);
    const cost = await measureProcess(scene.gateway.pid);
    await delay(options.seconds * 1000);
    const { coreShare, residentBytes } = cost();
    const figures = figureDelay(await seenPictures(first.page), settledMs);
    const joining = await watchPage(options, site.url, 3000);
    const result = {
      ...figures,
      firstFromIdleMs: firstAfter(await seenPictures(first.page), first.connectedAtMs),
      firstJoiningMs: firstAfter(await seenPictures(joining.page), joining.connectedAtMs),
      gatewayCoreShare: coreShare,
      gatewayBytes: residentBytes,
    };
    await first.page.close();
    await joining.page.close();
    return result;
  } finally {
    await scene.close();
  }
}

/** hls.js as it comes on our playlist. */
export async function watchPlainHlsJs(options: WatchOptions): Promise<WatchResult> {
  const scene = await startClockScene(options);
  try {
    const { playlistUrl } = await openSession(scene.gateway.url, cameraId);
    return await watchHlsJs(options, playlistUrl);
  } finally {
    await scene.close();
  }
}

/** What people have today. */
export async function watchSeeds(options: WatchOptions): Promise<WatchResult> {
  const pipeline = await startSeedsPipeline();
  const camera = pushClock(pipeline.ingestUrl, options.keyframeMs);
  try {
    return await watchHlsJs(options, await pipeline.playlist());
  } finally {
    await camera.close();
    await pipeline.close();
  }
}

async function watchHlsJs({ browser, seconds }: WatchOptions, playlistUrl: string): Promise<WatchResult> {
  const opened = await openHlsJsPage(browser, 'hls.js', playlistUrl);
  await readPictures(opened.page, `document.querySelector('video')`);
  await delay(seconds * 1000 + 10_000);
  const figures = figureDelay(await seenPictures(opened.page), settledMs + 5000);
  await opened.close();
  return figures;
}

async function startClockScene({ ingest, keyframeMs }: WatchOptions): Promise<Scene> {
  const scene = await startScene({
    cameras: [{ id: cameraId, video: { keyframeIntervalMs: keyframeMs } }] as never,
    ingest: { protocol: ingest, srtLatencyMs: 20 },
    sessions: { keepAliveMs: 10_000, graceMs: 5000, leaseMs: 30_000 },
  });
  const controlTopic = `cameras/${cameraId}/control`;
  scene.opened.push(await startClockCamera({ brokerUrl: scene.mosquitto.url, controlTopic, keyframeMs }));
  return scene;
}

function tagPage(gatewayUrl: string, transport: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>delay</title>
<script type="module" src="${gatewayUrl}/player.js"></script><script>const connectedAtMs = Date.now();</script>
<rpi-live-camera gateway="${gatewayUrl}" camera="${cameraId}" transport="${transport}" autoplay muted></rpi-live-camera></html>`;
}

async function watchPage({ browser }: WatchOptions, url: string, seenMs: number) {
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  await readPictures(page, videoInTag);
  await delay(seenMs);
  return { page, connectedAtMs: (await page.evaluate('connectedAtMs')) as number };
}

function firstAfter(seen: readonly SeenPicture[], connectedAtMs: number): number {
  return (seen[0]?.atMs ?? Number.NaN) - connectedAtMs;
}
