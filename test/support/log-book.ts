/** A logger that keeps what it is told, for the tests of what a gateway or an agent says about its troubles. */
import { until } from './deadline.js';

type Level = 'error' | 'warn' | 'info' | 'debug';
type Write = (facts: Record<string, unknown>, message: string) => void;

export type LogBook = Record<Level, Write> & {
  /** Entries as lines, `level message {facts}`, oldest first; those that match where a pattern is given. */
  lines(pattern?: RegExp): string[];
  /** The first line that matches, or the `count`th, said already or to come. */
  waitFor(pattern: RegExp, withinMs?: number, count?: number): Promise<string>;
};

export function createLogBook(): LogBook {
  const entries: string[] = [];
  const write =
    (level: Level): Write =>
    (facts, message) => {
      entries.push(`${level} ${message} ${JSON.stringify(facts)}`);
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    lines: (pattern = /(?:)/) => entries.filter((line) => pattern.test(line)),
    waitFor: (pattern, withinMs = 10_000, count = 1) =>
      until(() => entries.filter((line) => pattern.test(line))[count - 1], {
        what: `a log entry like ${pattern}`,
        withinMs,
        everyMs: 10,
      }).catch((error: Error) => {
        throw new Error([error.message, ...entries.slice(-20)].join('\n'));
      }),
  };
}
