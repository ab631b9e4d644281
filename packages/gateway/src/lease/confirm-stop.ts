/**
 * Makes sure that a camera without a lease has stopped: nothing else would ever end it. The gateway listens on for a
 * while after STOP and says it again for as long as bytes still come.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Run } from './run.js';

const listenOnMs = 2000;
const checkEveryMs = 500;
/** What was on its way when STOP arrived has come by then; bytes that come later count, however seldom they come. */
const onTheWayMs = 400;

export type ConfirmStopOptions = {
  /** Ended by this function in any case. */
  run: Run;
  stopAgain(): Promise<void>;
  /** Bytes came until the end. */
  onIgnored(): void;
  /** Gives up listening, for a gateway that has to go. */
  signal: AbortSignal;
  /** Rejects when the signal is aborted. @default the system's timers */
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

/** Resolves when the run has ended, `listenOnMs` after STOP. */
export async function confirmStop({
  run,
  stopAgain,
  onIgnored,
  signal,
  wait = (ms) => delay(ms, undefined, { signal }),
}: ConfirmStopOptions): Promise<void> {
  const stoppedAtMs = performance.now();
  let heardUntilMs = stoppedAtMs + onTheWayMs;
  let isStreaming = false;
  try {
    while (performance.now() - stoppedAtMs < listenOnMs) {
      await wait(checkEveryMs, signal);
      isStreaming = run.lastBytesAtMs > heardUntilMs;
      heardUntilMs = performance.now();
      if (isStreaming) await stopAgain();
    }
    if (isStreaming) onIgnored();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await run.close();
  }
}
