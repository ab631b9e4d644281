/**
 * Takes the pictures of the README and the docs anew: `npm run pictures`. The one that plays is a simulated camera behind a
 * real gateway, in a page with nothing but the tag; the others are scenes of the gallery.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/browser.js';
import { freeTcpPort, freeUdpPortRange } from '../support/free-port.js';
import { startGatewayProcess } from '../support/gateway-process.js';
import { waitForMovingVideo } from '../support/page-video.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';
import { drawContactSheet } from './contact-sheet.js';
import { startGallery } from './gallery-server.js';

const folder = join(import.meta.dirname, '../../docs/images');
const size = { width: 960, height: 540 };
const shownStates = [
  'idle-poster',
  'receiving',
  'playing',
  'reconnecting',
  'offline-camera_offline',
  'strip-open',
  'recording',
  'time-shift-behind',
];
/** Spinners and notes appear a moment after their state. */
const settlesMs = 700;
const settlesAtLiveWithinMs = 60_000;

async function photographPlaying(browser: Browser): Promise<Buffer> {
  const firstPort = await freeUdpPortRange(4);
  const gateway = await startGatewayProcess({
    config: {
      cameras: [{ id: 'front-door', name: 'Front door', video: { ...size, bitsPerSecond: 4_000_000 } }],
      broker: { enabled: true, port: await freeTcpPort() },
      ingest: { bindHost: '127.0.0.1', ports: `${firstPort}-${firstPort + 3}` },
      // Enough for the line of time to be there.
      timeShift: { windowMs: 30_000 },
    },
    flags: ['--simulate'],
  });
  const html = pageWithCamera({
    gatewayUrl: gateway.url,
    cameraId: 'front-door',
    attributes: 'autoplay muted controls label="Front door"',
  });
  const site = await startStaticSite({
    '/': html.replace('</html>', '<style>body{margin:0}</style></html>'),
  });
  try {
    const page = await browser.newPage({ viewport: size });
    await page.goto(site.url);
    await waitForMovingVideo(page);
    await page.locator('[part="timeline"]:visible').waitFor();
    // With sound, and once the player has caught up with what was loaded beside the first pictures.
    await page
      .locator('[part="latency"]', { hasText: /^0\.[0-5]\s/ })
      .waitFor({ timeout: settlesAtLiveWithinMs });
    await page.mouse.move(size.width / 2, size.height / 2);
    await page.waitForTimeout(settlesMs);
    const picture = await page.screenshot();
    await page.close();
    return picture;
  } finally {
    await site.close();
    await gateway.stop();
  }
}

async function photographStates(browser: Browser): Promise<Buffer> {
  const gallery = await startGallery();
  try {
    const page = await browser.newPage({ viewport: size });
    await page.goto(gallery.url);
    await page.waitForFunction(() => typeof showScene === 'function');
    await page.addStyleTag({ content: 'body{padding:0}test-camera{max-width:none}' });
    const pictures: [name: string, png: Buffer][] = [];
    for (const name of shownStates) {
      await page.evaluate((wish) => showScene(wish), { name, attributes: {} });
      await page.waitForTimeout(settlesMs);
      pictures.push([name, await page.screenshot()]);
    }
    return await drawContactSheet(page, pictures, { columns: 2, cellPx: 480, captions: 'none' });
  } finally {
    await gallery.close();
  }
}

const { browser, close } = await launchChromium();
try {
  await writeFile(join(folder, 'playing.png'), await photographPlaying(browser));
  await writeFile(join(folder, 'states.png'), await photographStates(browser));
  console.log(`docs/images: playing.png, states.png`);
} finally {
  await close();
}
