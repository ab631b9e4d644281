/** Pictures as a page would have seen them, ten a second: what the tests of the figures begin with. */
import type { SeenPicture } from './picture-reader.js';

export function seenTenASecond(
  count: number,
  options: { fromMs?: number; delayMs?: number } = {},
): SeenPicture[] {
  const { fromMs = 0, delayMs = 200 } = options;
  return Array.from({ length: count }, (_, index) => ({
    atMs: fromMs + index * 100,
    delayMs,
    saidMs: delayMs + 30,
    currentSeconds: 0,
  }));
}
