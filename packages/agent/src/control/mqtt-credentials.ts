/** What proves the agent's identity to the broker, read from the files that the configuration names. */
import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import type { AgentConfig } from '../config/agent-config.js';
import { AgentError } from '../errors/agent-error.js';

export type MqttCredentials = Pick<
  IClientOptions,
  'username' | 'password' | 'ca' | 'cert' | 'key' | 'ALPNProtocols'
>;

/**
 * Reads once, at the start: a certificate that is renewed takes effect with the next start of the agent.
 *
 * @throws AgentError `config_invalid` for a file that cannot be read
 */
export function readMqttCredentials(settings: AgentConfig['mqtt']): MqttCredentials {
  const { username, password, caFile, certFile, keyFile, alpn } = settings;
  return {
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    ...(caFile !== null && { ca: read('caFile', caFile) }),
    ...(certFile !== null && { cert: read('certFile', certFile) }),
    ...(keyFile !== null && { key: read('keyFile', keyFile) }),
    ...(alpn !== null && { ALPNProtocols: [alpn] }),
  };
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new AgentError('config_invalid', `mqtt.${setting}: ${file} cannot be read (${code}).`, { cause });
  }
}
