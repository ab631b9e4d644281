/** The program's logger: JSON lines on standard output, without secrets. */
import { pino } from 'pino';
import { type Logger, silentLogger } from './logger.js';
import { withoutSecrets } from './without-secrets.js';

/** From which level on lines are written. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** A logger that writes JSON lines to stdout, secrets removed. */
export function createPinoLogger(level: LogLevel): Logger {
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const write =
    (name: LogLevel): Logger['info'] =>
    (facts, message) =>
      log[name](facts, message);
  const writers = { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
  return withoutSecrets(silenceBelow(level, writers));
}

const levels = ['error', 'warn', 'info', 'debug'] as const;

/** So that others see which levels are not written. */
function silenceBelow(level: LogLevel, logger: Logger): Logger {
  const quiet = levels.slice(levels.indexOf(level) + 1).map((name) => [name, silentLogger[name]]);
  return { ...logger, ...Object.fromEntries(quiet) };
}
