/**
 * The logger every part is handed. Levels: error = somebody must act; warn = recovered by itself; info = one line per
 * lifecycle transition; debug = the rest. Facts first, then one sentence. The SDK is silent unless given one.
 */
export interface Logger {
  error(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
  info(facts: Record<string, unknown>, message: string): void;
  debug(facts: Record<string, unknown>, message: string): void;
}

const ignore = () => {};

/** Default of the SDK. */
export const silentLogger: Logger = { error: ignore, warn: ignore, info: ignore, debug: ignore };
