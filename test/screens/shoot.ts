/**
 * Photographs every face of the element: `npm run screens -- --out FOLDER --scenes idle,playing --widths 390,768,1280`.
 * Without options all of them, at phone, tablet and desktop width, on a light and a dark page, in English and, from right to
 * left, in Arabic, which the player does not know: the page brings its own sentences. Writes one picture a scene and look, and sheets that show all scenes of a look side by side. For
 * people to look at: nothing is compared.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/browser.js';
import { drawContactSheet } from './contact-sheet.js';
import { startGallery } from './gallery-server.js';

type Look = { name: string; page: 'light' | 'dark'; dir: 'ltr' | 'rtl'; lang: string; label?: string };

const looks: readonly Look[] = [
  { name: 'light', page: 'light', dir: 'ltr', lang: 'en' },
  { name: 'dark', page: 'dark', dir: 'ltr', lang: 'en' },
  { name: 'rtl', page: 'light', dir: 'rtl', lang: 'ar', label: 'بيت الطيور' },
];
/** Spinners and notes appear a moment after their state. */
const settlesMs = 700;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'screens' },
      scenes: { type: 'string' },
      looks: { type: 'string', default: looks.map(({ name }) => name).join(',') },
      widths: { type: 'string', default: '390,768,1280' },
    },
  });
  const out = resolve(values.out);
  await mkdir(out, { recursive: true });
  const gallery = await startGallery();
  const { browser, close } = await launchChromium();
  try {
    for (const look of looks.filter(({ name }) => values.looks.split(',').includes(name)))
      for (const width of values.widths.split(',').map(Number))
        await shootLook({ browser, url: gallery.url, out, look, width, wanted: values.scenes?.split(',') });
  } finally {
    await close();
    await gallery.close();
  }
}

type Shoot = {
  browser: Browser;
  url: string;
  out: string;
  look: Look;
  width: number;
  wanted: string[] | undefined;
};

async function shootLook({ browser, url, out, look, width, wanted }: Shoot): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height: Math.round(width * 0.5625) + 60 },
    colorScheme: look.page,
  });
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => typeof showScene === 'function');
    await page.evaluate(({ page: colour, dir, lang }) => {
      Object.assign(document.documentElement, { dir, lang });
      document.documentElement.dataset.page = colour;
    }, look);
    const names = await page.evaluate(() => sceneNames);
    const pictures: [name: string, jpeg: Buffer][] = [];
    for (const name of names.filter((one) => wanted === undefined || wanted.includes(one))) {
      const { label } = look;
      const attributes: Record<string, string> = label === undefined ? {} : { label };
      await page.evaluate((wish) => showScene(wish), { name, attributes, ownTexts: label !== undefined });
      await page.waitForTimeout(settlesMs);
      const path = join(out, `${name}-${width}-${look.name}.png`);
      const picture = await page.screenshot({ path, fullPage: true });
      pictures.push([name, picture]);
    }
    const columns = width < 500 ? 6 : width < 1000 ? 4 : 3;
    const sheet = await drawContactSheet(page, pictures, {
      columns,
      cellPx: Math.min(width, 640),
      captions: 'names',
    });
    await writeFile(join(out, `sheet-${width}-${look.name}.png`), sheet);
    console.log(`${pictures.length} scenes, ${width} px, ${look.name}`);
  } finally {
    await context.close();
  }
}

await main();
