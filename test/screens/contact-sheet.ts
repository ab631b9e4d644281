/** Several pictures in one, side by side. Made in a page, so that nothing but the browser is needed for it. */
import type { Page } from 'playwright-core';

export type SheetOptions = {
  columns: number;
  /** Width of each picture in it, in pixels. */
  cellPx: number;
  /** Whether each has its name below it. */
  captions: 'names' | 'none';
};

const gapPx = 12;

/** @param pictures PNGs with their names, row by row */
export async function drawContactSheet(
  page: Page,
  pictures: ReadonlyArray<readonly [name: string, png: Buffer]>,
  { columns, cellPx, captions }: SheetOptions,
): Promise<Buffer> {
  await page.setViewportSize({ width: columns * cellPx + (columns - 1) * gapPx, height: 100 });
  const figures = pictures.map(([name, png]) => {
    const image = `<img alt="" src="data:image/png;base64,${png.toString('base64')}">`;
    return `<figure>${image}${captions === 'names' ? `<figcaption>${name}</figcaption>` : ''}</figure>`;
  });
  const style = `body{margin:0;display:grid;grid-template-columns:repeat(${columns},${cellPx}px);gap:${gapPx}px;font:14px sans-serif}
    figure{margin:0}img{width:100%;display:block}`;
  await page.setContent(`<!doctype html><style>${style}</style>${figures.join('')}`);
  return page.screenshot({ fullPage: true });
}
