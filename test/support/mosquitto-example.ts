/**
 * Runs Mosquitto with the files of `docs/examples/mosquitto` as they are shipped: only the directory that they name and
 * the port are other ones. Certificates and passwords are made here, as the docs say.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type IssuedCertificate,
} from './certificates.js';
import { type Mosquitto, startMosquitto } from './mosquitto.js';

const examples = fileURLToPath(new URL('../../docs/examples/mosquitto', import.meta.url));
const shippedDirectory = '/etc/mosquitto/';
const shippedPort = /^listener 8883$/m;

export type MosquittoExample = {
  broker: Mosquitto;
  /** `mqtts://localhost:…` */
  url: string;
  authority: CertificateAuthority;
  close(): Promise<void>;
};

export type MosquittoExampleOptions = {
  config: 'mosquitto.conf' | 'mosquitto-password.conf';
  /** User name → password, for `mosquitto-password.conf`. @default none */
  users?: Record<string, string>;
  /** @default one for localhost */
  serverCertificate?(authority: CertificateAuthority): Promise<IssuedCertificate>;
};

const forLocalhost = (authority: CertificateAuthority) =>
  authority.issue('localhost', { altNames: 'DNS:localhost' });

export async function startMosquittoExample({
  config,
  users = {},
  serverCertificate = forLocalhost,
}: MosquittoExampleOptions): Promise<MosquittoExample> {
  const directory = await mkdtemp(join(tmpdir(), 'mosquitto-example-'));
  const authority = await createCertificateAuthority();
  const server = await serverCertificate(authority);
  const moved: Record<string, string> = {
    'certs/ca.crt': authority.caFile,
    'certs/server.crt': server.certFile,
    'certs/server.key': server.keyFile,
    acl: join(directory, 'acl'),
    passwords: join(directory, 'passwords'),
  };
  await writeFile(join(directory, 'acl'), await readFile(join(examples, 'acl')));
  await writeFile(join(directory, 'passwords'), '');
  for (const [name, password] of Object.entries(users)) {
    await promisify(execFile)('mosquitto_passwd', ['-b', join(directory, 'passwords'), name, password]);
  }

  const shipped = await readFile(join(examples, config), 'utf8');
  if (!shippedPort.test(shipped)) throw new Error(`${config} does not listen on 8883`);
  const lines = shipped
    .replaceAll(/^(\w+ )\/etc\/mosquitto\/(\S+)$/gm, (line, setting: string, name: string) => {
      const path = moved[name];
      if (path === undefined) throw new Error(`${config}: nothing is made for "${line}"`);
      return setting + path;
    })
    .split('\n')
    .filter((line) => !shippedPort.test(line) && !line.startsWith('#'));
  if (lines.some((line) => line.includes(shippedDirectory))) throw new Error(`${config} names other files`);
  const broker = await startMosquitto({ config: lines });
  return {
    broker,
    url: `mqtts://localhost:${broker.port}`,
    authority,
    async close() {
      await broker.close();
      await authority.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
