/** What proves the agent's identity to the broker, read from the files that the configuration names and tried out. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { IClientOptions } from 'mqtt';
import type { AgentConfig } from '../config/agent-config.js';
import { AgentError } from '../errors/agent-error.js';
import type { Logger } from '../log/logger.js';

export type MqttCredentials = Pick<
  IClientOptions,
  'username' | 'password' | 'ca' | 'cert' | 'key' | 'ALPNProtocols'
>;

/**
 * Reads once, at the start: a certificate that is renewed takes effect with the next start of the agent. An expired one
 * is left to the broker to refuse, since the clock of a Pi may be wrong.
 *
 * @throws AgentError `config_invalid` for a file that cannot be read, is not PEM, or a key of another certificate
 */
export function readMqttCredentials(settings: AgentConfig['mqtt'], logger: Logger): MqttCredentials {
  const { username, password, caFile, certFile, keyFile, alpn } = settings;
  const ca = caFile === null ? undefined : readCertificate('caFile', caFile);
  const cert = certFile === null ? undefined : readCertificate('certFile', certFile);
  const key = keyFile === null ? undefined : readKey(keyFile, logger);
  if (cert && key) checkPair({ cert, key });
  return {
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(alpn !== null && { ALPNProtocols: [alpn] }),
  };
}

function readCertificate(setting: string, file: string): Buffer {
  const pem = read(setting, file);
  try {
    if (!pem.includes('-----BEGIN')) throw new Error('binary, or something else');
    new X509Certificate(pem);
  } catch (cause) {
    throw wrong(`mqtt.${setting}: ${file} holds no certificate in PEM form`, cause);
  }
  return pem;
}

function readKey(file: string, logger: Logger): Buffer {
  const key = read('keyFile', file);
  try {
    createSecureContext({ key });
  } catch (cause) {
    throw wrong(`mqtt.keyFile: ${file} holds no private key in PEM form without a pass phrase`, cause);
  }
  const isOpenToAll = process.platform !== 'win32' && (statSync(file).mode & 0o004) !== 0;
  if (isOpenToAll)
    logger.warn({ file }, 'mqtt.keyFile: every user of this machine can read it; chmod 600 it');
  return key;
}

function checkPair({ cert, key }: { cert: Buffer; key: Buffer }): void {
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw wrong('mqtt.keyFile: is not the key of the certificate in mqtt.certFile', cause);
  }
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const mend = code === 'EACCES' ? '; let the user that runs this program read it' : '';
    throw wrong(`mqtt.${setting}: ${file} cannot be read (${code})${mend}`, cause);
  }
}

function wrong(message: string, cause: unknown): AgentError {
  return new AgentError('config_invalid', `${message}.`, { cause });
}
