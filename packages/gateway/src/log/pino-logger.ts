/** The program's logger: JSON lines on standard output, secrets cut out in this one place. */
import { pino } from 'pino';
import type { Logger } from './logger.js';
import { redactSecrets } from './redact.js';

/** From which level on lines are written. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** A logger that writes JSON lines to stdout, secrets removed. */
export function createPinoLogger(level: LogLevel): Logger {
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const write =
    (name: LogLevel): Logger['info'] =>
    (facts, message) =>
      log[name](redactFacts(facts), redactSecrets(message));
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
}

function redactFacts(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [
      key,
      typeof value === 'string' ? redactSecrets(value) : value,
    ]),
  );
}
