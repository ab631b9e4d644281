/** `rpi-live-camera-gateway`: the program around the SDK. Exit codes: 0 ended as told, 1 failed, 2 cannot be used so. */
import { ConfigError } from '../config/parse.js';
import { GatewayError } from '../errors/gateway-error.js';
import { programVersion } from '../program-version.js';
import { ListenError } from '../server.js';
import { FlagError, parseFlags } from './flags.js';
import { boundHeapGrowth } from './heap-growth.js';
import { helpText } from './help.js';
import { describeConfig } from './print-config.js';
import { serve } from './serve.js';

async function main(): Promise<number> {
  const flags = parseFlags(process.argv.slice(2));
  if (flags.help) return print(helpText());
  if (flags.version) return print(programVersion());
  if (flags.printConfig) return print(await describeConfig(flags));
  boundHeapGrowth();
  return serve(flags);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isUsage = error instanceof ConfigError || error instanceof FlagError;
    const isExpected = isUsage || error instanceof ListenError || error instanceof GatewayError;
    process.stderr.write(`${isExpected ? error.message : (error as Error).stack}\n`);
    process.exit(isUsage ? 2 : 1);
  },
);
