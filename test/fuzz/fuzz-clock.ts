/** A script clock for many thousands of inputs: the mocks of node:test remember each of their calls until they are told to forget. */
import { type Mock, mock } from 'node:test';
import { createScriptClock, type ScriptClock } from '../conformance/script-clock.js';

export type FuzzClock = ScriptClock & {
  /** To be called after each input. */
  forget(): void;
};

export function createFuzzClock(): FuzzClock {
  const clock = createScriptClock(mock);
  const now = performance.now as Mock<typeof performance.now>;
  return { ...clock, forget: () => now.mock.resetCalls() };
}
