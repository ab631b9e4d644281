/** Whether a run still brings what it should: bytes, and pictures in them. Asked by the keeper, from timer to timer. */
import type { Run } from './run.js';
import type { RunRules } from './run-state.js';

/** `stopped`: too long without it · `fine`: to be looked at again after that time. */
export type RunFinding =
  | { kind: 'stopped'; event: 'bytes_stopped' | 'pictures_stopped' }
  | { kind: 'fine'; againInMs: number };

/**
 * One look when bytes and pictures last came, instead of a timer set anew by each of them. What sends but shows nothing, such
 * as a camera that has changed its codec or sends no keyframes, is found as a silent one is.
 *
 * @param firstBytesAtMs on the monotonic clock, as times of the run
 */
export function lookAtRun(run: Run, rules: RunRules, firstBytesAtMs: number): RunFinding {
  const { silenceTimeoutMs, pictureTimeoutMs, wakeTimeoutMs } = rules;
  const hasPicture = Number.isFinite(run.lastPictureAtMs);
  const shownAtMs = hasPicture ? run.lastPictureAtMs : firstBytesAtMs;
  const nowMs = performance.now();
  const silenceLeftMs = run.lastBytesAtMs + silenceTimeoutMs - nowMs;
  if (silenceLeftMs <= 0) return { kind: 'stopped', event: 'bytes_stopped' };
  const pictureLeftMs = shownAtMs + (hasPicture ? pictureTimeoutMs : wakeTimeoutMs) - nowMs;
  if (pictureLeftMs <= 0) return { kind: 'stopped', event: 'pictures_stopped' };
  return { kind: 'fine', againInMs: Math.min(silenceLeftMs, pictureLeftMs) };
}
