/** Finds the configuration and reads it as the agent would. */
import { existsSync } from 'node:fs';
import type { AgentConfig } from '../config/agent-config.js';
import { loadConfig } from '../config/load-config.js';
import { AgentError } from '../errors/agent-error.js';
import { type Finding, ok, problem } from './finding.js';

export type ConfigDeps = {
  /** From `--config`. */
  given: string | undefined;
  /** Where it may lie when it is not given, in this order. */
  usual: readonly string[];
  /** @default process.env */
  environment?: Record<string, string | undefined>;
};

/** `config` is null when there is none that can be used. */
export type CheckedConfig = { finding: Finding; config: AgentConfig | null };

export function checkConfig({ given, usual, environment }: ConfigDeps): CheckedConfig {
  const file = given ?? usual.find((path) => existsSync(path));
  if (file === undefined) {
    const message = `There is none at ${usual.join(' or ')}. Write one with rpi-live-camera-agent init, or give --config FILE.`;
    return { finding: problem('config', message), config: null };
  }
  try {
    const config = loadConfig({ file, ...(environment && { environment }) });
    return {
      finding: ok('config', `${file}: camera "${config.cameraId}", capture "${config.capture.type}".`),
      config,
    };
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    const [, ...lines] = error.message.split('\n  - ');
    const hint = error.message.includes('(EACCES)') ? ' Ask with sudo.' : '';
    return { finding: problem('config', `${lines.join('; ')}.${hint}`), config: null };
  }
}
