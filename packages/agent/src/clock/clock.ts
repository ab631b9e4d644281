/**
 * Time as the agent sees it. Leases are counted on the monotonic clock, since a Pi has no battery-backed clock and may
 * believe anything until NTP has answered. The seam at which tests put virtual time.
 */
import { existsSync } from 'node:fs';

/** Both clocks of a camera, and its timers. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start. */
  nowMs(): number;
  /** Milliseconds since 1970, by a clock that may be wrong. */
  wallClockMs(): number;
  /** Whether the wall clock has been set by NTP. */
  isSynchronised(): boolean;
  /** Calls back once after `delayMs`; the result cancels it. */
  setTimer(delayMs: number, callback: () => void): () => void;
}

/** Node's timers fire at once for a longer delay than this. */
const maxTimerMs = 2 ** 31 - 1;

/** Written by systemd-timesyncd once NTP has answered; with another NTP client `ttlMs` is simply not judged. */
const synchronisedFile = '/run/systemd/timesync/synchronized';

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallClockMs: () => Date.now(),
  isSynchronised: () => existsSync(synchronisedFile),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), maxTimerMs));
    return () => clearTimeout(timer);
  },
};
