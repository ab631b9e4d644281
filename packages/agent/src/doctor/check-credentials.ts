/** Whether the key and the certificates that the configuration names can be used. */
import type { AgentConfig } from '../config/agent-config.js';
import { readMqttCredentials } from '../control/mqtt-credentials.js';
import { AgentError } from '../errors/agent-error.js';
import { silentLogger } from '../log/logger.js';
import { type Finding, note, ok, problem } from './finding.js';

export function checkCredentials(mqtt: AgentConfig['mqtt']): Finding {
  const files = [mqtt.caFile, mqtt.certFile, mqtt.keyFile].filter((file) => file !== null);
  if (files.length === 0) return note('keys', 'The configuration names no key and no certificate.');
  const warnings: string[] = [];
  try {
    readMqttCredentials(mqtt, { ...silentLogger, warn: (_facts, message) => warnings.push(`${message}.`) });
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return problem('keys', error.message);
  }
  return warnings.length > 0
    ? problem('keys', warnings.join(' '))
    : ok('keys', `Can be read: ${files.join(', ')}.`);
}
