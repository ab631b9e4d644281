/** The flags of `npm start -- …`. Called by `main.ts` alone. */
import { parseArgs } from 'node:util';

export type DemoFlags = {
  /** Where the page and the gateway listen. `0.0.0.0` lets a phone in the same network see the page. */
  host: string;
  port: number;
  /** Port of the embedded MQTT broker, on the loopback interface only; `undefined`: 1883, or a free one. */
  mqttPort: number | undefined;
  verbosity: 'quiet' | 'verbose';
};

export const usage = `Usage: npm start -- [flags]

  --port N        port of the demo page and the gateway (8080)
  --host ADDRESS  address they listen on (0.0.0.0: every network; 127.0.0.1: this machine only)
  --mqtt-port N   port of the embedded MQTT broker (1883, or a free one where that is taken)
  --verbose       print what gateway and camera log
  --help          print this text`;

/** A flag that cannot be obeyed; its message is for the person who typed it. */
export class UsageError extends Error {}

function portOf(text: string, flag: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UsageError(`--${flag} ${text}: a port is a whole number from 1 to 65535.`);
  }
  return port;
}

/** Reads the flags; `'help'` when the usage was asked for. Throws `UsageError`. */
export function readFlags(args: string[]): DemoFlags | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  return {
    host: values.host,
    port: portOf(values.port, 'port'),
    mqttPort: values['mqtt-port'] === undefined ? undefined : portOf(values['mqtt-port'], 'mqtt-port'),
    verbosity: values.verbose ? 'verbose' : 'quiet',
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '8080' },
        host: { type: 'string', default: '0.0.0.0' },
        'mqtt-port': { type: 'string' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}
