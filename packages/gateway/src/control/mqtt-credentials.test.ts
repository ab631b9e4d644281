import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ConfigError, parseConfig } from '../config/parse.js';
import { silentLogger } from '../log/logger.js';
import { readMqttCredentials } from './mqtt-credentials.js';

describe('readMqttCredentials', () => {
  let directory: string;
  const file = (name: string) => join(directory, name);
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'credentials-'));
    for (const name of ['mine', 'other']) {
      const key = [
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        file(`${name}.key`),
      ];
      const cert = ['-x509', '-subj', `/CN=${name}`, '-out', file(`${name}.crt`)];
      execFileSync('openssl', ['req', ...key, ...cert], { stdio: 'pipe' });
    }
    writeFileSync(file('rubbish'), 'rubbish');
  });
  after(() => rmSync(directory, { recursive: true }));

  const read = (files: Record<string, string>, warnings: string[] = []) => {
    const paths = Object.fromEntries(Object.entries(files).map(([setting, name]) => [setting, file(name)]));
    const { mqtt } = parseConfig({ cameras: [{ id: 'a' }], mqtt: { url: 'mqtts://b', ...paths } });
    const warn = (_facts: object, message: string) => warnings.push(message);
    return readMqttCredentials(mqtt, { ...silentLogger, warn });
  };

  it('reads what belongs together', () => {
    const { ca, cert, key } = read({ caFile: 'other.crt', certFile: 'mine.crt', keyFile: 'mine.key' });
    for (const pem of [ca, cert, key]) assert.match(String(pem), /^-----BEGIN/);
    assert.deepEqual(read({}), {});
  });

  for (const [what, files, says] of [
    [
      'a file that is not there',
      { caFile: 'nowhere' },
      /mqtt\.caFile: \S+nowhere cannot be read \(ENOENT\)$/,
    ],
    [
      'an authority that is none',
      { caFile: 'rubbish' },
      /mqtt\.caFile: \S+rubbish holds no certificate in PEM form$/,
    ],
    [
      'a key for a certificate',
      { certFile: 'mine.key', keyFile: 'mine.key' },
      /mqtt\.certFile: .* holds no certificate/,
    ],
    [
      'a certificate for a key',
      { certFile: 'mine.crt', keyFile: 'mine.crt' },
      /mqtt\.keyFile: .* holds no private key/,
    ],
    [
      'the key of another',
      { certFile: 'mine.crt', keyFile: 'other.key' },
      /mqtt\.keyFile: is not the key of the cert/,
    ],
  ] as const) {
    it(`names the setting for ${what}`, () => {
      assert.throws(
        () => read(files),
        (error) => error instanceof ConfigError && says.test(error.message),
      );
    });
  }

  it('warns of a key that everybody can read', () => {
    const warnings: string[] = [];
    chmodSync(file('mine.key'), 0o644);
    read({ certFile: 'mine.crt', keyFile: 'mine.key' }, warnings);
    chmodSync(file('mine.key'), 0o600);
    read({ certFile: 'mine.crt', keyFile: 'mine.key' }, warnings);
    assert.deepEqual(warnings, ['mqtt.keyFile: every user of this machine can read it; chmod 600 it']);
  });
});
