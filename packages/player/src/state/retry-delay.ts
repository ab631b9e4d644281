/** How long to wait before trying again: pure, so that the waiting itself stays with its owner, the playback. */

/**
 * `backoff`: something broke, try soon, then less often. `patient`: the stream stalled and may heal by itself, so the
 * first rebuild comes later. `calm`: the camera is offline, or each attempt wakes it. `told`: only when the gateway said so.
 */
export type RetryPace = 'backoff' | 'patient' | 'calm' | 'told';

/** Delays of the first, second, … attempt; the last one repeats. */
const delaysMs: Record<RetryPace, readonly number[]> = {
  backoff: [500, 1000, 2000, 4000, 8000, 15_000],
  patient: [4000, 4000, 8000, 15_000],
  calm: [10_000, 15_000, 30_000],
  told: [1000],
};

/**
 * Share by which a delay is spread, so that many viewers do not come back in one moment: both ways, or only later where the
 * gateway has said how long.
 */
const jitterShare = 0.2;
/** A gateway that asks for more patience than this is asked again all the same. */
const maxRetryAfterMs = 300_000;

export type RetryDelayOptions = {
  pace: RetryPace;
  /** 1 for the first attempt. */
  attempt: number;
  /** The gateway's `Retry-After`; the delay is never shorter. */
  retryAfterMs: number | undefined;
  /** From 0 up to, not including, 1. */
  random: number;
};

/** The delay before an attempt, in milliseconds. */
export function retryDelayMs({ pace, attempt, retryAfterMs = 0, random }: RetryDelayOptions): number {
  const delays = delaysMs[pace];
  const baseMs = delays[Math.min(Math.max(attempt, 1), delays.length) - 1] ?? 0;
  const spreadMs = baseMs * (1 + jitterShare * (2 * random - 1));
  const toldMs = Math.min(retryAfterMs, maxRetryAfterMs) * (1 + jitterShare * random);
  return Math.round(Math.max(spreadMs, toldMs));
}
