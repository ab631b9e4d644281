/**
 * Counts what a piece of work costs, in steps of the program: how often its blocks ran, as V8's precise coverage counts
 * them. The same on every machine, unlike time. What native code does in one call counts as one.
 */

import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector';

export type StepCounter = {
  /** Steps of our own packages while `work` ran. */
  count(work: () => void | Promise<void>): Promise<number>;
  close(): void;
};

const isOwn = (url: string): boolean => /\/packages\/(gateway|agent|protocol)\//.test(url);

export function createStepCounter(): StepCounter {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

  /** The counts since the last call. */
  function take(): Profiler.ScriptCoverage[] {
    let scripts: Profiler.ScriptCoverage[] = [];
    // Called back before it returns: the session is in this process.
    session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error) throw error;
      scripts = result;
    });
    return scripts;
  }

  return {
    async count(work) {
      take();
      await work();
      let steps = 0;
      for (const { url, functions } of take()) {
        if (!isOwn(url)) continue;
        for (const { ranges } of functions) for (const { count } of ranges) steps += count;
      }
      return steps;
    },
    close: () => session.disconnect(),
  };
}
