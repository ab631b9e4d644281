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

/** Takes over `setTimeout` and `performance.now` until the test is over. */
export function createScriptClock(t: TestContext): ScriptClock {
  let nowMs = 0;
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(performance, 'now', () => nowMs);
  return {
    nowMs: () => nowMs,
    pass(ms) {
      const endMs = nowMs + ms;
      while (nowMs < endMs) {
        const passedMs = Math.min(stepMs, endMs - nowMs);
        nowMs += passedMs;
        t.mock.timers.tick(passedMs);
      }
    },
  };
}
