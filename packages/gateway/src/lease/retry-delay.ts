/** How long to wait before the next run when one did not last. Pure; used by `run-state.ts`. */

/**
 * The first replacement of a run is at once; further ones wait, so that what cannot work costs little. Never for longer than
 * the last: whatever was broken, the picture is back within five seconds of its end.
 */
const retryDelaysMs = [0, 500, 1000, 2000] as const;

/** @param attempt how many runs in a row have not lasted before this one */
export function retryDelayMs(attempt: number): number {
  return retryDelaysMs[Math.min(attempt, retryDelaysMs.length - 1)]!;
}
