/** A logger whose every line says what it is about: the camera, the run. */
import type { Logger } from './logger.js';

/** Facts of a line win over these. */
export function withFacts(logger: Logger, facts: Record<string, unknown>): Logger {
  return {
    error: (more, message) => logger.error({ ...facts, ...more }, message),
    warn: (more, message) => logger.warn({ ...facts, ...more }, message),
    info: (more, message) => logger.info({ ...facts, ...more }, message),
    debug: (more, message) => logger.debug({ ...facts, ...more }, message),
  };
}
