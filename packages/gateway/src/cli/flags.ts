/** The flags of the program; they win over file and environment. */
import { parseArgs } from 'node:util';

export const flagOptions = {
  config: { type: 'string', value: 'FILE', help: 'Settings as a JSON file' },
  port: { type: 'string', value: 'N', help: 'Port to listen on (setting port)' },
  'mqtt-url': { type: 'string', value: 'URL', help: 'MQTT broker (setting mqtt.url)' },
  simulate: {
    type: 'boolean',
    help: 'Run a broker and a camera with a test picture, to try things without a Pi',
  },
  'log-level': { type: 'string', value: 'LEVEL', help: 'error, warn, info or debug (default info)' },
  'print-config': { type: 'boolean', help: 'Show every setting in force and where it came from, and end' },
  help: { type: 'boolean', short: 'h', help: 'Show this, and end' },
  version: { type: 'boolean', short: 'v', help: 'Show the version, and end' },
} as const;

export type Flags = {
  configFile: string | undefined;
  /** In the shape of the settings file. */
  settings: Record<string, unknown>;
  simulate: boolean;
  logLevel: 'error' | 'warn' | 'info' | 'debug';
  printConfig: boolean;
  help: boolean;
  version: boolean;
};

/** A flag that is unknown or cannot be read. */
export class FlagError extends Error {
  constructor(message: string) {
    super(`${message}\nTry --help.`);
    this.name = 'FlagError';
  }
}

/** @throws FlagError */
export function parseFlags(args: string[]): Flags {
  const { values } = readArgs(args);
  const port = values.port === undefined ? undefined : readPort(values.port);
  const logLevel = values['log-level'] ?? 'info';
  if (!isLogLevel(logLevel))
    throw new FlagError(`--log-level ${logLevel}: must be error, warn, info or debug`);
  return {
    configFile: values.config,
    settings: {
      ...(port === undefined ? {} : { port }),
      ...(values['mqtt-url'] === undefined ? {} : { mqtt: { url: values['mqtt-url'] } }),
    },
    simulate: values.simulate ?? false,
    logLevel,
    printConfig: values['print-config'] ?? false,
    help: values.help ?? false,
    version: values.version ?? false,
  };
}

function readArgs(args: string[]) {
  try {
    return parseArgs({ args, options: flagOptions, allowPositionals: false, strict: true });
  } catch (error) {
    throw new FlagError((error as Error).message);
  }
}

function readPort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new FlagError(`--port ${value}: must be a whole number from 0 to 65535`);
  }
  return port;
}

function isLogLevel(level: string): level is Flags['logLevel'] {
  return ['error', 'warn', 'info', 'debug'].includes(level);
}
