/**
 * The logger that every part is handed. Levels: error = somebody must act; warn = recovered by itself; info = one line
 * per lifecycle transition; debug = the rest. Facts first, then one sentence. Compatible with pino.
 */
export interface Logger {
  error(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
  info(facts: Record<string, unknown>, message: string): void;
  debug(facts: Record<string, unknown>, message: string): void;
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

const ignore = () => {};

/** Default of `createAgent`. */
export const silentLogger: Logger = { error: ignore, warn: ignore, info: ignore, debug: ignore };
