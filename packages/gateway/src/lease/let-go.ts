/**
 * Ends the receiving end of a camera that was told to stop once it has done so: one that is gone before STOP has come
 * through the broker, which takes tenths of a second on the internet, is a failure to the camera.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Run } from './run.js';

/** Longer than this no camera needs that will stop at all; the others stop when their lease has run out. */
const longestMs = 2000;
const checkEveryMs = 100;
/** Somebody who has sent nothing for so long has stopped. */
const silentMs = 300;

export type LetGoOptions = {
  /** Ended by this function in any case; at once where the camera never sent anything. */
  run: Run;
  /** Gives up waiting, for a gateway that has to go. */
  signal: AbortSignal;
  /** Rejects when the signal is aborted. @default the system's timers */
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

/** Resolves when the run has ended: `silentMs` after its camera sent something last, at most `longestMs` after STOP. */
export async function letGo({
  run,
  signal,
  wait = (ms) => delay(ms, undefined, { signal }),
}: LetGoOptions): Promise<void> {
  const toldAtMs = performance.now();
  const isStreaming = () => performance.now() - run.lastBytesAtMs < silentMs;
  try {
    while (isStreaming() && performance.now() - toldAtMs < longestMs) await wait(checkEveryMs, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await run.close();
  }
}
