/**
 * A program that belongs to an engine: a browser, its driver, its display. It and whatever it starts are gone after
 * `close()`, and die with this process however that ends.
 */
import { runGuardedProcess } from '../../../packages/agent/src/process/guarded-process.js';
import { until, within } from '../deadline.js';

export type EngineProgram = {
  /**
   * The first line it has written or will write that matches.
   *
   * @throws DeadlineError with what it has written instead
   */
  waitForLine(pattern: RegExp, deadline: { what: string; withinMs: number }): Promise<RegExpExecArray>;
  close(): Promise<void>;
};

export type EngineProgramOptions = {
  command: string;
  args: readonly string[];
  /** On top of this process's own. */
  environment?: Readonly<Record<string, string>>;
};

/** A browser may take a moment to put its things away; then it is killed. */
const killAfterMs = 3000;
const maxLines = 500;

export function startEngineProgram(options: EngineProgramOptions): EngineProgram {
  const { command } = options;
  const ending = new AbortController();
  /** The newest ones. */
  const lines: string[] = [];
  const onLine = (line: string): void => {
    lines.push(line);
    if (lines.length > maxLines) lines.shift();
  };
  let hasEnded = false;
  const ended = runGuardedProcess({
    ...options,
    signal: ending.signal,
    stopSignal: 'SIGTERM',
    killAfterMs,
    stdout: { as: 'lines', onLine },
    onStderrLine: onLine,
  }).then(() => {
    hasEnded = true;
  });
  const find = (pattern: RegExp): RegExpExecArray | undefined => {
    for (const line of lines) {
      const match = pattern.exec(line);
      if (match) return match;
    }
    return undefined;
  };
  return {
    async waitForLine(pattern, { what, withinMs }) {
      const found = await until(() => find(pattern) ?? (hasEnded ? 'ended' : undefined), {
        what,
        withinMs,
        everyMs: 20,
      }).catch((error: Error) => {
        throw new Error(`${error.message}\n${lines.join('\n')}`);
      });
      if (found === 'ended') throw new Error(`${command} has ended:\n${lines.join('\n')}`);
      return found;
    },
    async close() {
      ending.abort();
      await within(ended, { what: `the end of ${command}`, withinMs: killAfterMs + 3000 });
    },
  };
}
