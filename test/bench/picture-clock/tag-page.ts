/**
 * A page with our tag as a customer writes it, on the gateway's own `/player.js`. The tag is put in by script when the
 * player is there, so that a start can be timed from that moment.
 */
import type { BrowserContext, Page } from 'playwright-core';
import { cameraId } from '../bench-scene.js';
import { readPictures } from './picture-reader.js';

export type TagOptions = { gatewayUrl: string; transport: string; targetLatency: string | undefined };

export type TagPage = {
  page: Page;
  /** When the element came into the page; epoch milliseconds. */
  connectedAtMs: number;
};

/** Source of the page. */
export function tagPageSource({ gatewayUrl, transport, targetLatency }: TagOptions): string {
  const attributes = {
    gateway: gatewayUrl,
    camera: cameraId,
    transport,
    autoplay: '',
    muted: '',
    ...(targetLatency === undefined ? {} : { 'target-latency': targetLatency }),
  };
  return `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>delay</title>
<script type="module" src="${gatewayUrl}/player.js"></script><script>
const phaseAtMs = {};
async function insertTag() {
  await customElements.whenDefined('rpi-live-camera');
  const tag = document.createElement('rpi-live-camera');
  for (const [name, value] of Object.entries(${JSON.stringify(attributes)})) tag.setAttribute(name, value);
  tag.addEventListener('progress', ({ detail }) => { phaseAtMs[detail.phase] ??= Date.now(); });
  const connectedAtMs = Date.now();
  document.body.append(tag);
  return connectedAtMs;
}
</script><body></body></html>`;
}

/** Opens the page, puts the tag in, and reads its pictures from the first one on. */
export async function openTag(context: BrowserContext, url: string): Promise<TagPage> {
  const page = await context.newPage();
  await page.goto(url);
  await readPictures(page, `document.querySelector('rpi-live-camera')?.shadowRoot?.querySelector('video')`);
  return { page, connectedAtMs: (await page.evaluate('insertTag()')) as number };
}

/** Resolves with the first picture, or with the code of the error that the tag shows instead. */
export async function waitForTag(page: Page, withinMs: number): Promise<'playing' | string> {
  const settled = await page.waitForFunction(
    `window.seen.length > 0 ? 'playing' : document.querySelector('rpi-live-camera').error?.code`,
    undefined,
    { timeout: withinMs },
  );
  return (await settled.jsonValue()) as string;
}

/** When the gateway had first bytes of the camera; epoch milliseconds, NaN when the tag joined a running one. */
export async function receivingAtMs({ page }: TagPage): Promise<number> {
  return ((await page.evaluate('phaseAtMs.receiving')) as number | undefined) ?? Number.NaN;
}

export async function droppedCount({ page }: TagPage): Promise<number> {
  return (await page.evaluate(
    `document.querySelector('rpi-live-camera').shadowRoot.querySelector('video').getVideoPlaybackQuality().droppedVideoFrames`,
  )) as number;
}

/** Ends the session as a viewer does who leaves, and closes the page. */
export async function closeTag({ page }: TagPage): Promise<void> {
  await page.evaluate(`document.querySelector('rpi-live-camera').stop()`);
  await page.close();
}
