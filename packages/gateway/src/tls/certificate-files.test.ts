import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { ConfigError } from '../config/parse.js';
import type { Logger } from '../log/logger.js';
import { type Certificate, readCertificate, watchCertificate } from './certificate-files.js';

describe('watchCertificate', () => {
  const directory = mkdtempSync(join(tmpdir(), 'certificate-files-'));
  const path = (name: string) => join(directory, name);
  const files = { certFile: path('in-use.crt'), keyFile: path('in-use.key') };
  const levels: string[] = [];
  const note = (level: string) => () => void levels.push(level);
  const logger: Logger = {
    error: note('error'),
    warn: note('warn'),
    info: note('info'),
    debug: note('debug'),
  };
  let renewed: Certificate[] = [];
  let end: () => void;

  const install = (name: string, what: 'both' | 'certificate' | 'key' = 'both'): void => {
    if (what !== 'key') copyFileSync(path(`${name}.crt`), files.certFile);
    if (what !== 'certificate') copyFileSync(path(`${name}.key`), files.keyFile);
  };

  before(() => {
    for (const name of ['first', 'second'])
      execFileSync('openssl', [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
        ...['-subj', `/CN=${name}`, '-keyout', path(`${name}.key`), '-out', path(`${name}.crt`)],
      ]);
  });
  after(() => rmSync(directory, { recursive: true }));

  const watch = (): void => {
    mock.timers.enable({ apis: ['setInterval'] });
    install('first');
    renewed = [];
    levels.length = 0;
    end = watchCertificate({ files, logger, onRenewed: (certificate) => void renewed.push(certificate) });
  };
  afterEach(() => {
    end();
    mock.timers.reset();
  });

  it('tells a certificate that has been renewed, once', () => {
    watch();
    mock.timers.tick(60_000);
    assert.equal(renewed.length, 0);
    install('second');
    mock.timers.tick(60_000);
    assert.deepEqual(renewed, [readCertificate(files)]);
    mock.timers.tick(600_000);
    assert.equal(renewed.length, 1);
    assert.deepEqual(levels, ['info']);
  });

  it('goes on with the old one while only one of the files has been replaced', () => {
    watch();
    install('second', 'certificate');
    mock.timers.tick(600_000);
    assert.equal(renewed.length, 0);
    assert.deepEqual(levels, ['warn'], 'said once');
    install('second', 'key');
    mock.timers.tick(60_000);
    assert.equal(renewed.length, 1);
  });

  it('goes on with the old one while the files hold junk, or are not there', () => {
    watch();
    writeFileSync(files.certFile, 'junk');
    mock.timers.tick(60_000);
    rmSync(files.keyFile);
    mock.timers.tick(60_000);
    assert.equal(renewed.length, 0);
    install('second');
    mock.timers.tick(60_000);
    assert.equal(renewed.length, 1);
  });

  it('names the setting whose file cannot be read', () => {
    watch();
    assert.throws(() => readCertificate({ ...files, keyFile: path('missing.key') }), ConfigError);
    assert.throws(() => readCertificate({ ...files, keyFile: path('missing.key') }), /tls\.keyFile/);
  });
});
