/** `rpi-live-camera-agent init`: from a fresh machine to a camera that works. Called by the program. */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { readBoard } from '../board/board.js';
import type { AgentConfig } from '../config/agent-config.js';
import { gatherSettings } from '../config/load-config.js';
import { configError, parseConfig } from '../config/parse-config.js';
import type { Settings } from '../config/setting-path.js';
import { formatFinding } from '../doctor/finding.js';
import { machineChecks } from '../doctor/machine-checks.js';
import { type Host, hasSystemd, thisHost } from '../service/host.js';
import { removeSteps } from '../service/remove-steps.js';
import { configFile, serviceName } from '../service/service-places.js';
import { runSteps } from '../service/step.js';
import { askSettings } from './ask-settings.js';
import { type InitFlags, initUsage, readInitFlags } from './init-flags.js';
import { createTerminalPrompter, type Prompter } from './prompter.js';
import { planService } from './service-part.js';
import { tryOut } from './try-out.js';
import { configTextWithoutSecrets, writeConfigStep } from './write-config.js';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** @throws AgentError `config_invalid` for wrong flags and settings */
export async function init(argv: readonly string[]): Promise<number> {
  const flags = readInitFlags(argv);
  if (flags.task === 'help') {
    say(initUsage().trimEnd());
    return 0;
  }
  const host = thisHost();
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const prompter = isTerminal && flags.answers === 'ask' ? createTerminalPrompter() : null;
  try {
    return flags.task === 'remove' ? await remove(host, prompter) : await setUp(flags, host, prompter);
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
    say('\nEnded by you.');
    return 1;
  } finally {
    prompter?.close();
  }
}

async function setUp(flags: InitFlags, host: Host, prompter: Prompter | null): Promise<number> {
  const mode = flags.task === 'say only' ? 'say only' : 'do';
  const isRoot = host.userId === 0;
  if (flags.service === 'install' && !isRoot) {
    throw configError(['--service: only root may install a service. Run the same with sudo in front']);
  }
  const file = resolve(flags.output ?? (isRoot ? configFile : 'agent.json'));
  const { settings, problems } = gatherSettings({ flags: flags.settings });
  if (problems.length > 0) throw configError(problems);

  say('This machine:');
  const board = readBoard();
  const provisional = parseConfig({ ...settings, cameraId: defaultCameraId() });
  for (const check of machineChecks({ board, config: provisional })) say(formatFinding(await check()));

  const config = await completeSettings(settings, prompter);
  if (existsSync(file) && flags.existing === 'keep' && mode === 'do') {
    const mayReplace = await confirm(prompter, `${file} is there already. Replace it?`, 'no');
    if (!mayReplace)
      throw configError([`${file}: is there already. Replace it with --force, or give --output`]);
  }
  const service = await wantsService(flags, host, prompter);
  const plan = service
    ? await planService({ host, config, configPath: file })
    : { obstacles: [], before: [], after: [] };

  say('Setting up:');
  if (mode === 'say only') say(configTextWithoutSecrets(settings));
  const first = [...plan.before, writeConfigStep(settings, file)];
  if ((await runSteps(first, { mode, say })) !== null) return 1;
  const found = [...(await tryOut({ config, board, mode, say })), ...plan.obstacles];
  const failure = await runSteps(plan.after, { mode, say });
  if (failure !== null) found.push(failure);
  return sumUp({ found, file, service: plan.after.length > 0 ? 'installed' : 'none', mode });
}

async function completeSettings(settings: Settings, prompter: Prompter | null): Promise<AgentConfig> {
  if (prompter) {
    await askSettings(settings, { prompter, say, defaultCameraId: defaultCameraId() });
  } else {
    settings.cameraId ??= defaultCameraId();
    const { url } = (settings.mqtt ?? {}) as { url?: unknown };
    // The default of the setting is this machine, where a broker is the exception.
    if (url === undefined)
      throw configError(['mqtt.url: is missing. Give --mqtt-url, such as mqtt://192.168.1.10:1883']);
  }
  return parseConfig(settings);
}

async function wantsService(flags: InitFlags, host: Host, prompter: Prompter | null): Promise<boolean> {
  if (flags.service !== 'ask') return flags.service === 'install';
  if (host.userId !== 0 || !hasSystemd(host)) return false;
  return confirm(prompter, 'Make it a service, which starts with this machine?', 'yes');
}

/** Without anybody to ask, nothing is done that was not asked for. */
async function confirm(
  prompter: Prompter | null,
  question: string,
  fallback: 'yes' | 'no',
): Promise<boolean> {
  if (!prompter) return false;
  const answer = await prompter.ask(`${question} (${fallback === 'yes' ? 'Y/n' : 'y/N'}) `);
  return answer === '' ? fallback === 'yes' : /^y/i.test(answer);
}

/** The name of the machine, in the letters that a camera id may have. */
function defaultCameraId(): string {
  return (
    hostname()
      .replaceAll(/[^A-Za-z0-9_-]/g, '-')
      .slice(0, 64) || 'camera'
  );
}

type Sum = {
  found: readonly string[];
  file: string;
  service: 'installed' | 'none';
  mode: 'do' | 'say only';
};

function sumUp({ found, file, service, mode }: Sum): number {
  if (mode === 'say only') say('Nothing was changed.');
  else if (service === 'installed') say(`Its log: journalctl -u ${serviceName} -f`);
  else {
    say(`Start it: rpi-live-camera-agent run --config ${file}`);
    say('As a service: sudo rpi-live-camera-agent init --service --force, with the same settings.');
  }
  if (found.length === 0) {
    if (mode === 'do') say('All is well.');
    return 0;
  }
  say('Still to be mended:');
  for (const line of found) say(`- ${line}`);
  return 1;
}

async function remove(host: Host, prompter: Prompter | null): Promise<number> {
  const steps = await removeSteps(host);
  if (steps.length === 0) {
    say('There is nothing to remove.');
    return 0;
  }
  if (host.userId !== 0)
    throw configError(['--remove: only root may do that. Run the same with sudo in front']);
  if (prompter) {
    say(['This would:', ...steps.map(({ says }) => `- ${says}`)].join('\n'));
    if (!(await confirm(prompter, 'Do it?', 'no'))) return 1;
  }
  return (await runSteps(steps, { mode: 'do', say })) === null ? 0 : 1;
}
