/** The program's logger: one line per entry, `time level message {facts}`. Journald and people both read it. */
import { type Logger, type LogLevel, logLevels } from './logger.js';
import { redact } from './redact.js';

export type LineLoggerDeps = {
  /** Entries below this level are dropped. */
  level: LogLevel;
  write(line: string): void;
  /** Time of an entry. @default the system's clock */
  now?: () => Date;
};

export function createLineLogger({ level, write, now = () => new Date() }: LineLoggerDeps): Logger {
  const entry = (entryLevel: LogLevel) => (facts: Record<string, unknown>, message: string) => {
    if (logLevels.indexOf(entryLevel) > logLevels.indexOf(level)) return;
    const details = Object.keys(facts).length > 0 ? ` ${JSON.stringify(facts)}` : '';
    write(redact(`${now().toISOString()} ${entryLevel.padEnd(5)} ${message}${details}\n`));
  };
  return { error: entry('error'), warn: entry('warn'), info: entry('info'), debug: entry('debug') };
}
