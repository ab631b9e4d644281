/**
 * Reads the clock out of the pictures that a page shows, each new one once, and what the element says meanwhile. Runs in
 * the page; scaling the code down to a pixel a block makes it cheap.
 */
import type { Page } from 'playwright-core';
import { blockSize, codeColumns, codeRows, decodeTime, timeModulusMs } from './clock-code.js';

/** A new picture on the screen. */
export type SeenPicture = {
  /** Epoch milliseconds. */
  atMs: number;
  /** From being drawn by the camera; `undefined` where the code was not readable. */
  delayMs: number | undefined;
  /** What the element says of its delay. */
  saidMs: number | undefined;
  /** Of the `<video>`; 0 for an `<img>`. */
  currentSeconds: number;
};

type RawPicture = { atMs: number; bits: string; latency: number | null; currentSeconds: number };

/** A longer delay than this is a code that was misread. */
const maxDelayMs = 120_000;

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
      const latency = document.querySelector('rpi-live-camera')?.latency ?? null;
      window.seen.push({ atMs: Date.now(), bits, latency, currentSeconds: picture.currentTime ?? 0 });
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

/** Resolves with the first picture. @throws when it takes longer */
export async function waitForPicture(page: Page, withinMs: number): Promise<void> {
  await page.waitForFunction('window.seen.length > 0', undefined, { timeout: withinMs });
}

/** All so far, oldest first. */
export async function seenPictures(page: Page): Promise<SeenPicture[]> {
  const seen = (await page.evaluate('window.seen')) as RawPicture[];
  return seen.map(({ atMs, bits, latency, currentSeconds }) => ({
    atMs,
    delayMs: delayOf(atMs, bits),
    saidMs: latency === null ? undefined : latency * 1000,
    currentSeconds,
  }));
}

function delayOf(atMs: number, bits: string): number | undefined {
  const takenAtMs = decodeTime([...bits].map((bit) => bit === '1'));
  if (takenAtMs === undefined) return undefined;
  const delayMs = (atMs - takenAtMs) % timeModulusMs;
  return delayMs >= 0 && delayMs < maxDelayMs ? delayMs : undefined;
}
