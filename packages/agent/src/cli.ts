/** The program `rpi-live-camera-agent`: flags, signals, exit code. Called by `bin/rpi-live-camera-agent.js`. */
import { agentName, createAgent } from './agent.js';
import { systemClock } from './clock/clock.js';
import type { AgentConfig } from './config/agent-config.js';
import { loadConfig } from './config/load-config.js';
import { nearestName } from './config/nearest-name.js';
import { configError } from './config/parse-config.js';
import { type Flags, readFlags } from './config/read-flags.js';
import { readServiceEnvironment } from './config/service-environment.js';
import { usage } from './config/usage.js';
import { AgentError } from './errors/agent-error.js';
import { createLineLogger } from './log/line-logger.js';
import { ServiceNotifier } from './systemd/service-notifier.js';

const settingOfFlag: Record<string, string> = {
  'camera-id': 'cameraId',
  'mqtt-url': 'mqtt.url',
  ffmpeg: 'ffmpegPath',
  'log-level': 'logLevel',
};
const flagOptions = {
  config: { type: 'string' },
  'camera-id': { type: 'string' },
  'mqtt-url': { type: 'string' },
  ffmpeg: { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const commands = ['run', 'init', 'doctor'];

/** Whatever still hangs after this is left to die with the process; the guards end its children. */
const shutdownTimeoutMs = 4500;

/** Runs the program until a signal and resolves with its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await runCommand(argv);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

/** `init` and `doctor` are loaded when they are asked for: a camera that waits needs neither. */
async function runCommand(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case 'init':
      return await (await import('./init/init-command.js')).init(rest);
    case 'doctor':
      return await (await import('./doctor/doctor-command.js')).doctor(rest);
    case 'run':
      return await run(rest);
    default:
      return await run(argv);
  }
}

async function run(argv: readonly string[]): Promise<number> {
  const [word] = argv;
  if (word !== undefined && !word.startsWith('-')) {
    const guess = nearestName(word, commands);
    throw configError([
      `${word}: unknown command${guess ? `; did you mean ${guess}?` : ''} (${commands.join(', ')})`,
    ]);
  }
  const flags = readFlags(argv, flagOptions);
  if (flags.given.has('help')) return print(usage());
  if (flags.given.has('version')) return print(`${agentName}\n`);
  return await serve(readConfig(flags));
}

function readConfig({ values }: Flags): AgentConfig {
  const given = Object.entries(settingOfFlag).flatMap(([flag, setting]): [string, string][] => {
    const value = values[flag];
    return value === undefined ? [] : [[setting, value]];
  });
  return loadConfig({ file: values.config, flags: Object.fromEntries(given) });
}

async function serve(config: AgentConfig): Promise<number> {
  const logger = createLineLogger({ level: config.logLevel, write: (line) => process.stderr.write(line) });
  const agent = createAgent(config, { logger });
  const service = readServiceEnvironment();
  const notifier =
    service && new ServiceNotifier({ ...service, condition: agent.condition, clock: systemClock, logger });
  const told = waitUntilTold();
  await agent.start();
  notifier?.ready();
  logger.info({ cameraId: config.cameraId, agent: agentName }, 'camera agent started');
  await told;
  setTimeout(() => process.exit(0), shutdownTimeoutMs).unref();
  await Promise.all([agent.close(), notifier?.stopping()]);
  // An open channel would keep the process.
  if (process.connected) process.disconnect();
  return 0;
}

/**
 * A signal, or the end of a program that started this one with a channel between them: the agent goes along, however
 * that program ends. The listeners stay: a library that finds a signal without one, and the loaders of child processes
 * look, would end the process at once.
 */
function waitUntilTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, () => resolve());
  });
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
