/**
 * How much the program lets its heap grow before it is cleaned. Called once at the start; a program that embeds the gateway
 * chooses for itself.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * By half of what is in use after a cleaning. V8 lets it grow to several times that, and a gateway with many viewers fills
 * it: each blocked request outlives two cleanings of the young generation. With 1,000 viewers of HLS a third of the memory
 * is saved, and no processor time lost (`npm run bench -- viewers --viewers 1000 --transport hls`).
 */
const growthPercent = 50;

/** V8 reads this flag at the end of each cleaning, so that it may be set while the program runs. */
export function boundHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
}
