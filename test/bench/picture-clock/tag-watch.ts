/**
 * Watches the picture clock by our tag and one transport: the start of a sleeping camera, playing, what comes after an
 * outage, and joining. The browser has the player in its cache, as that of a returning visitor.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import { until } from '../../support/deadline.js';
import { openSession } from '../../support/gateway-client.js';
import { startStaticSite } from '../../support/static-site.js';
import { cameraId } from '../bench-scene.js';
import { createOpened } from '../opened.js';
import { measureProcess } from '../process-cost.js';
import { percentile } from '../table.js';
import { type ClockScene, startClockScene } from './clock-scene.js';
import { figureDelay } from './delay-figures.js';
import { figureOutage, type OutageFigures } from './outage-figures.js';
import { type SeenPicture, seenPictures } from './picture-reader.js';
import * as tag from './tag-page.js';
import {
  firstPictureWithinMs,
  recoveryMs,
  settledMs,
  type WatchOptions,
  type WatchOutcome,
  type WatchResult,
} from './watch.js';

/** At different moments between two keyframes. */
const joinCount = 5;
const stopsWithinMs = 10_000;

export async function watchTag(transport: string, options: WatchOptions): Promise<WatchOutcome> {
  const { browser, targetLatency } = options;
  const opened = createOpened();
  try {
    const scene = opened.add(await startClockScene(options));
    const gatewayUrl = scene.viewerUrl;
    const site = await startStaticSite({
      '/': tag.tagPageSource({ gatewayUrl, transport, targetLatency }),
    });
    opened.add(site);
    const context = opened.add(await browser.newContext());
    const begun = await fillCache(context, site.url, scene);
    if (begun === 'no_transport') return { kind: 'not offered' };
    if (begun !== 'playing') return { kind: 'failed', reason: begun };
    const watched = await watchFromIdle(context, site.url, { scene, options });
    const firstJoiningMs = await measureJoining(context, site.url, scene);
    return { kind: 'watched', result: { ...watched, firstJoiningMs } };
  } finally {
    await opened.close();
  }
}

/** Plays once and lets the camera sleep again. */
async function fillCache(context: BrowserContext, url: string, { camera }: ClockScene): Promise<string> {
  const first = await tag.openTag(context, url);
  const begun = await tag.waitForTag(first.page, firstPictureWithinMs);
  await tag.closeTag(first);
  await until(() => !camera.isPushing(), { what: 'the camera to sleep again', withinMs: stopsWithinMs });
  return begun;
}

async function watchFromIdle(
  context: BrowserContext,
  url: string,
  { scene, options }: { scene: ClockScene; options: WatchOptions },
): Promise<WatchResult> {
  const opened = await tag.openTag(context, url);
  const begun = await tag.waitForTag(opened.page, firstPictureWithinMs);
  if (begun !== 'playing') throw new Error(`the tag shows ${begun}`);
  const cost = await measureProcess(scene.gateway.pid);
  await delay(settledMs + options.seconds * 1000, undefined, { signal: options.signal });
  const { coreShare, treeCoreShare, residentBytes } = cost();
  // Reading thousands of pictures out of the page takes a second.
  const endedAtMs = Date.now();
  const seen = await seenPictures(opened.page);
  const figures = figureDelay(seen, { settledMs, endedAtMs });
  const result: WatchResult = {
    ...figures,
    droppedCount: await tag.droppedCount(opened),
    firstFromIdleMs: firstAfter(opened.connectedAtMs, seen),
    cameraStartMs: (await tag.receivingAtMs(opened)) - scene.camera.startedAtMs(),
    gatewayCoreShare: coreShare,
    gatewayTreeCoreShare: treeCoreShare,
    gatewayBytes: residentBytes,
    lostShare: scene.network.lostShare(),
    ...(options.outageMs > 0 ? await watchOutage(opened, { scene, options, usualMs: figures.p50Ms }) : {}),
  };
  await tag.closeTag(opened);
  return result;
}

async function watchOutage(
  { page }: tag.TagPage,
  { scene, options, usualMs }: { scene: ClockScene; options: WatchOptions; usualMs: number },
): Promise<OutageFigures> {
  scene.network.setLine('cut');
  await delay(options.outageMs, undefined, { signal: options.signal });
  scene.network.setLine('whole');
  const endedAtMs = Date.now();
  await delay(recoveryMs, undefined, { signal: options.signal });
  return figureOutage(await seenPictures(page), endedAtMs, usualMs);
}

/** Joins while another viewer, who asks for no media, keeps the camera running. @returns the median */
async function measureJoining(
  context: BrowserContext,
  url: string,
  { gateway }: ClockScene,
): Promise<number> {
  const holder = await openSession(gateway.url, cameraId);
  const firstsMs: number[] = [];
  for (let count = 0; count < joinCount; count += 1) {
    await holder.keepAlive();
    const joining = await tag.openTag(context, url);
    const begun = await tag.waitForTag(joining.page, firstPictureWithinMs);
    if (begun !== 'playing') throw new Error(`the tag that joins shows ${begun}`);
    firstsMs.push(firstAfter(joining.connectedAtMs, await seenPictures(joining.page)));
    await tag.closeTag(joining);
  }
  await holder.close();
  return percentile(firstsMs, 0.5);
}

function firstAfter(connectedAtMs: number, seen: readonly SeenPicture[]): number {
  return (seen[0]?.atMs ?? Number.NaN) - connectedAtMs;
}
