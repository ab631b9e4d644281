/** The program `rpi-live-camera-agent`: flags, signals, exit code. Called by `bin/rpi-live-camera-agent.js`. */
import { parseArgs } from 'node:util';
import { agentName, createAgent } from './agent.js';
import { systemClock } from './clock/clock.js';
import type { AgentConfig } from './config/agent-config.js';
import { loadConfig } from './config/load-config.js';
import { nearestName } from './config/nearest-name.js';
import { configError } from './config/parse-config.js';
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

/** Whatever still hangs after this is left to die with the process; the guards end its children. */
const shutdownTimeoutMs = 4500;

/** Runs the program until a signal and resolves with its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const flags = readFlags(argv);
    if (flags.help) return print(usage());
    if (flags.version) return print(`${agentName}\n`);
    return await serve(readConfig(flags));
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

type Flags = ReturnType<typeof readFlags>;

function readFlags(argv: readonly string[]) {
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: flagOptions,
    strict: false,
    tokens: true,
  });
  const names = Object.keys(flagOptions);
  const problems = tokens.flatMap((token) => {
    if (token.kind === 'positional')
      return [`${token.value}: is not a flag; settings are given as --config FILE`];
    if (token.kind !== 'option') return [];
    const option = flagOptions[token.name as keyof typeof flagOptions];
    if (option?.type === 'string' && !token.value) return [`${token.rawName}: needs a value`];
    if (option) return [];
    const guess = nearestName(token.name, names);
    return [`${token.rawName}: unknown flag${guess ? `; did you mean --${guess}?` : ''}`];
  });
  if (problems.length > 0) throw configError(problems);
  return values as { [name: string]: string | undefined } & { help?: string; version?: string };
}

function readConfig(flags: Flags): AgentConfig {
  const given = Object.entries(settingOfFlag).flatMap(([flag, setting]): [string, string][] => {
    const value = flags[flag];
    return value === undefined ? [] : [[setting, value]];
  });
  return loadConfig({ file: flags.config, flags: Object.fromEntries(given) });
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
