/** What proves the gateway's identity to the broker, read from the files that the configuration names and tried out. */
import { X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { IClientOptions } from 'mqtt';
import { ConfigError } from '../config/parse.js';
import { readPem } from '../config/read-pem.js';
import type { Config } from '../config/schema.js';
import type { Logger } from '../log/logger.js';

export type MqttCredentials = Pick<IClientOptions, 'ca' | 'cert' | 'key' | 'ALPNProtocols'>;

/**
 * Reads once, at the start: a certificate that is renewed takes effect with the next start. An expired one is left
 * to the broker to refuse, which is told like every other refusal.
 *
 * @throws ConfigError for a file that cannot be read, is not PEM, or a key of another certificate
 */
export function readMqttCredentials(settings: Config['mqtt'], logger: Logger): MqttCredentials {
  const { caFile, certFile, keyFile, alpn } = settings;
  const ca = caFile === null ? undefined : readCertificate('caFile', caFile);
  const cert = certFile === null ? undefined : readCertificate('certFile', certFile);
  const key = keyFile === null ? undefined : readKey(keyFile, logger);
  if (cert && key) checkPair({ cert, key });
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(alpn !== null && { ALPNProtocols: [alpn] }),
  };
}

function readCertificate(setting: string, file: string): Buffer {
  const pem = readPem(file, `mqtt.${setting}`);
  try {
    if (!pem.includes('-----BEGIN')) throw new Error('binary, or something else');
    new X509Certificate(pem);
  } catch {
    throw new ConfigError([`mqtt.${setting}: ${file} holds no certificate in PEM form`]);
  }
  return pem;
}

function readKey(file: string, logger: Logger): Buffer {
  const key = readPem(file, 'mqtt.keyFile');
  try {
    createSecureContext({ key });
  } catch {
    throw new ConfigError([`mqtt.keyFile: ${file} holds no private key in PEM form without a pass phrase`]);
  }
  const isOpenToAll = process.platform !== 'win32' && (statSync(file).mode & 0o004) !== 0;
  if (isOpenToAll)
    logger.warn({ file }, 'mqtt.keyFile: every user of this machine can read it; chmod 600 it');
  return key;
}

function checkPair({ cert, key }: { cert: Buffer; key: Buffer }): void {
  try {
    createSecureContext({ cert, key });
  } catch {
    throw new ConfigError(['mqtt.keyFile: is not the key of the certificate in mqtt.certFile']);
  }
}
