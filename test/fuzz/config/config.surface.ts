/** Surface 5: settings. Wrong ones are told in sentences; right ones make a gateway that answers. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadConfig as loadAgentConfig } from '../../../packages/agent/src/config/load-config.js';
import { parseConfig as parseAgentConfig } from '../../../packages/agent/src/config/parse-config.js';
import { readFlags } from '../../../packages/agent/src/config/read-flags.js';
import { AgentError } from '../../../packages/agent/src/errors/agent-error.js';
import { FlagError, parseFlags } from '../../../packages/gateway/src/cli/flags.js';
import { loadConfig } from '../../../packages/gateway/src/config/load.js';
import { ConfigError, parseConfig } from '../../../packages/gateway/src/config/parse.js';
import type { Config } from '../../../packages/gateway/src/config/schema.js';
import { createGateway } from '../../../packages/gateway/src/gateway.js';
import { changedObject, nastyBytes } from '../nasty-json.js';
import { must, type Surface } from '../surface.js';
import { type ConfigInput, configInputs, secret } from './settings-inputs.js';

/** Sentences repeat names, and at times a value; not a multiple of what was given. */
const sentenceShare = 4;
const sentenceBytes = 20_000;
const agentFlags = { config: { type: 'string' }, check: { type: 'boolean', short: 'c' } } as const;

export const configSurface: Surface<ConfigInput> = {
  name: 'config',
  open() {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-config-'));
    const file = join(folder, 'settings.json');
    return {
      inputs: configInputs,
      async check(input) {
        const { size, read } = prepare(input, file);
        let config: unknown;
        try {
          config = read();
        } catch (error) {
          judgeRefusal(error, size);
        }
        must(!('polluted' in {}), () => 'the prototype of all objects was changed');
        if (config && input.of === 'gateway' && input.kind !== 'flags') await judgeGateway(config as Config);
        if (config && input.of === 'agent' && input.kind !== 'flags')
          must(isDeepStrictEqual(parseAgentConfig(config), config), () => 'read again, it is another one');
      },
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

/** What is to be read, and how large it is. */
function prepare(input: ConfigInput, file: string): { size: number; read(): unknown } {
  const isGateway = input.of === 'gateway';
  switch (input.kind) {
    case 'object': {
      const value = changedObject(input.json);
      const size = JSON.stringify(value)?.length ?? 0;
      return { size, read: () => (isGateway ? parseConfig(value) : parseAgentConfig(value as never)) };
    }
    case 'file': {
      const bytes = nastyBytes(input.json);
      writeFileSync(file, bytes);
      const from = { file, environment: {} };
      const read = () => (isGateway ? loadConfig(from).config : loadAgentConfig(from));
      return { size: bytes.length, read };
    }
    case 'environment': {
      const environment = Object.fromEntries(input.variables);
      const size = input.variables.join().length;
      return {
        size,
        read: () => (isGateway ? loadConfig({ environment }).config : loadAgentConfig({ environment })),
      };
    }
    case 'flags': {
      const read = () => (isGateway ? parseFlags(input.words) : readFlags(input.words, agentFlags));
      return { size: input.words.join().length, read };
    }
  }
}

function judgeRefusal(error: unknown, size: number): void {
  const isRefusal =
    error instanceof ConfigError ||
    error instanceof FlagError ||
    (error instanceof AgentError && error.code === 'config_invalid');
  if (!isRefusal) throw error;
  const { message } = error;
  if (error instanceof ConfigError) must(error.problems.length > 0, () => 'refused, and no problem is named');
  must(message.trim() !== '', () => 'a refusal without a word');
  must(
    message.length <= sentenceShare * size + sentenceBytes,
    () => `${message.length} characters for ${size}`,
  );
  must(!message.includes(secret), () => `a secret is told: ${message}`);
}

async function judgeGateway(config: Config): Promise<void> {
  must(isDeepStrictEqual(parseConfig(config), config), () => 'read again, it is another one');
  const gateway = createGateway(config);
  try {
    const headers = { Origin: config.cors.origins[0] === '*' ? 'https://a.example' : 'https://site.example' };
    const [camera] = config.cameras;
    const paths = ['/healthz', '/openapi.json', '/api/v1/cameras', `/embed/${camera?.id}`];
    for (const path of paths) {
      const response = await gateway.request(path, { headers });
      const isRefused = config.auth.mode === 'jwt' && !path.startsWith('/healthz') && response.status === 401;
      must(response.status === 200 || isRefused, () => `${path} is answered with ${response.status}`);
    }
    const text = await (await gateway.request('/api/v1/cameras')).text();
    must(!text.includes(secret), () => 'the list of cameras tells a secret');
  } finally {
    await gateway.close();
  }
}
