/**
 * Time that a test moves by hand: timers and the monotonic clock together, without waiting for promises. For whatever
 * has to be silent for seconds.
 */
import type { TestContext } from 'node:test';

export type ScriptClock = {
  /** Milliseconds since the clock was made. */
  nowMs(): number;
  /** Lets time pass; due timers run on the way, each at its own time. */
  pass(ms: number): void;
};

/** Timers run at most this much late. */
const stepMs = 10;

/** Takes over `setTimeout` and `performance.now` until `mock` is reset: a test's own by itself, that of node:test by hand. */
export function createScriptClock(mock: TestContext['mock']): ScriptClock {
  let nowMs = 0;
  mock.timers.enable({ apis: ['setTimeout'] });
  mock.method(performance, 'now', () => nowMs);
  return {
    nowMs: () => nowMs,
    pass(ms) {
      const endMs = nowMs + ms;
      while (nowMs < endMs) {
        const passedMs = Math.min(stepMs, endMs - nowMs);
        nowMs += passedMs;
        mock.timers.tick(passedMs);
      }
    },
  };
}
