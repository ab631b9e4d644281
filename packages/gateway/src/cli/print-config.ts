/** `--print-config`: every setting in force and where it came from, secrets hidden. */
import { settingPaths } from '../config/environment.js';
import { loadConfig } from '../config/load.js';
import { ffmpegPathFromEnvironment } from '../config/program-environment.js';
import { redactSecrets } from '../log/redact.js';
import { simulationSettings } from '../simulate/simulation-settings.js';
import type { Flags } from './flags.js';

const secretNames = new Set(['password', 'passwords', 'secret', 'previousSecrets']);

/** @throws ConfigError */
export async function describeConfig(flags: Flags): Promise<string> {
  const base = flags.simulate ? await simulationSettings(ffmpegPathFromEnvironment()) : {};
  const { config, origins } = loadConfig({ base, file: flags.configFile, flags: flags.settings });
  return settingPaths()
    .map((path) => {
      const name = path.join('.');
      const value = path.reduce<unknown>((place, key) => (place as Record<string, unknown>)[key], config);
      const isHidden = value !== null && secretNames.has(path.at(-1) ?? '');
      const shown = isHidden ? '"…"' : redactSecrets(JSON.stringify(value));
      return `${name.padEnd(28)} ${shown}  (${origins.get(name) ?? 'default'})`;
    })
    .join('\n');
}
