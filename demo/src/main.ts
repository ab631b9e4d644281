/** The program behind `npm start`: flags in, one block of text out, and gone within 5 s of a signal. */
import { ConfigError, GatewayError, ListenError } from '@rpi-live-camera/gateway';
import { bannerText } from './banner.js';
import { createConsoleLogger } from './console-logger.js';
import { createDemo, usualMqttPort } from './demo.js';
import { type DemoFlags, readFlags, UsageError, usage } from './flags.js';

const closesWithinMs = 4500;

async function run(flags: DemoFlags): Promise<void> {
  const logger = createConsoleLogger(flags.verbosity);
  const demo = createDemo({ flags, logger, ffmpegPath: process.env.FFMPEG_PATH || 'ffmpeg' });
  let isEnding = false;
  const end = async (exitCode: number) => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => {
      process.stderr.write(`Something did not end within ${closesWithinMs} ms and was left behind.\n`);
      process.exit(1);
    }, closesWithinMs);
    await demo.close();
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

  try {
    const running = await demo.start();
    const hasMoved = flags.mqttPort === undefined && running.mqttPort !== usualMqttPort;
    const takenMqttPort = hasMoved ? usualMqttPort : undefined;
    process.stdout.write(`${bannerText({ ...flags, ...running, takenMqttPort })}\n`);
  } catch (error) {
    if (isEnding) return;
    explain(error as Error);
    await end(1);
  }
}

/** A sentence for what a person can change; the stack for what is a fault of ours. */
function explain(error: Error): void {
  const isForPeople = [UsageError, ConfigError, GatewayError, ListenError].some(
    (kind) => error instanceof kind,
  );
  process.stderr.write(`${isForPeople ? error.message : error.stack}\n`);
}

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags === 'help') process.stdout.write(`${usage}\n`);
  else await run(flags);
} catch (error) {
  explain(error as Error);
  process.exit(1);
}
