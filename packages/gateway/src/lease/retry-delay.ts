/** How long to wait before the next run when one did not last. Pure; used by `run-state.ts`. */

/** The first replacement of a run is at once; each further one waits twice as long, up to the last. */
const retryDelaysMs = [0, 1000, 2000, 4000, 8000, 10_000] as const;

/** @param attempt how many runs in a row have not lasted before this one */
export function retryDelayMs(attempt: number): number {
  return retryDelaysMs[Math.min(attempt, retryDelaysMs.length - 1)]!;
}
