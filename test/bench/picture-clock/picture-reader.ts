/**
 * Reads the clock out of the pictures that a page shows, each new one once, and what the element says meanwhile. Runs in
 * the page; scaling the code down to a pixel a block makes it cheap.
 */
import type { Page } from 'playwright-core';
import { blockSize, codeColumns, codeRows } from './clock-code.js';

export type SeenPicture = {
  /** Epoch milliseconds. */
  atMs: number;
  bits: string;
  /** What the element says of its delay, in seconds. */
  latency: number | null;
};

/** Begins to read the `<video>` or `<img>` that `find` gives: an expression, evaluated until it gives one. */
export async function readPictures(page: Page, find: string): Promise<void> {
  await page.evaluate(`{
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: ${codeColumns}, height: ${codeRows} });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    window.seen = [];
    let last = '';
    const look = (picture, width) => {
      if (!width) return;
      context.drawImage(picture, 0, 0, ${codeColumns * blockSize}, ${codeRows * blockSize}, 0, 0, ${codeColumns}, ${codeRows});
      const { data } = context.getImageData(0, 0, ${codeColumns}, ${codeRows});
      let bits = '';
      for (let at = 0; at < data.length; at += 4) bits += data[at + 1] > 128 ? '1' : '0';
      if (bits === last) return;
      last = bits;
      const element = document.querySelector('rpi-live-camera');
      window.seen.push({ atMs: Date.now(), bits, latency: element ? element.latency : null });
    };
    const begin = () => {
      const picture = ${find};
      if (!picture) return setTimeout(begin, 5);
      if (picture instanceof HTMLImageElement) {
        const poll = () => { look(picture, picture.naturalWidth); requestAnimationFrame(poll); };
        poll();
      } else {
        const next = () => { look(picture, picture.videoWidth); picture.requestVideoFrameCallback(next); };
        picture.requestVideoFrameCallback(next);
      }
    };
    begin();
  }`);
}

export function seenPictures(page: Page): Promise<SeenPicture[]> {
  return page.evaluate('window.seen') as Promise<SeenPicture[]>;
}
