/** Time that passes only when a test lets it: timers, the wall clock and the monotonic clock together. */
import { afterEach, beforeEach, mock } from 'node:test';

export type PlayedClock = {
  /** Lets time pass in steps, and whatever it sets off come to rest after each. */
  pass(ms: number): Promise<void>;
  /** Lets promises come to rest without letting time pass. */
  settle(): Promise<void>;
};

const stepMs = 50;

/** For the tests of the `describe` that it is called in; time begins at 0 in each of them. */
export function playClock(): PlayedClock {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 0;
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
    mock.method(performance, 'now', () => nowMs);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    settle,
    async pass(ms) {
      for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
        nowMs += stepMs;
        mock.timers.tick(stepMs);
        await settle();
      }
    },
  };
}
