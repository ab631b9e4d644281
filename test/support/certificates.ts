/**
 * Certificates for the TLS tests, made by `openssl` in a directory of their own: an authority, and whatever it signs.
 * Elliptic curves, as they take no time to make.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type IssuedCertificate = { certFile: string; keyFile: string };

export type CertificateAuthority = {
  caFile: string;
  /** Signs a certificate whose common name is `name`. */
  issue(name: string, options?: IssueOptions): Promise<IssuedCertificate>;
  close(): Promise<void>;
};

export type IssueOptions = {
  /** `expired` was valid for a day, years ago. @default 'valid' */
  validity?: 'valid' | 'expired';
  /** What a server is reached as, as `subjectAltName` says it. @default none, as in certificates of clients */
  altNames?: string;
};

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const validityDates = {
  valid: ['20200101000000Z', '20991231235959Z'],
  expired: ['20200101000000Z', '20200102000000Z'],
} as const;

/** Settings of `openssl ca`, which unlike `openssl x509` signs for dates in the past. */
const signerSettings = (directory: string) => `
[ca]
default_ca = signer
[signer]
database = ${directory}/index.txt
new_certs_dir = ${directory}
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
`;

export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const directory = await mkdtemp(join(tmpdir(), 'certificates-'));
  const path = (name: string) => join(directory, name);
  const settings = path('openssl.cnf');
  await writeFile(settings, signerSettings(directory));
  await writeFile(path('index.txt'), '');
  const caFile = path('ca.crt');
  const caKey = path('ca.key');
  const ownName = ['-subj', `/CN=Test authority ${basename(directory)}`, '-days', '3650'];
  await run('openssl', ['req', '-x509', ...newKey, '-keyout', caKey, '-out', caFile, ...ownName]);
  let issuedCount = 0;

  return {
    caFile,
    async issue(name, { validity = 'valid', altNames } = {}) {
      issuedCount += 1;
      const base = path(`${name}-${issuedCount}`);
      const [certFile, keyFile, request] = [`${base}.crt`, `${base}.key`, `${base}.csr`];
      const extension = altNames ? ['-addext', `subjectAltName=${altNames}`] : [];
      const subject = ['-subj', `/CN=${name}`, ...extension];
      await run('openssl', ['req', ...newKey, '-keyout', keyFile, '-out', request, ...subject]);
      const [from, to] = validityDates[validity];
      const dates = ['-startdate', from, '-enddate', to];
      const signer = ['-config', settings, '-cert', caFile, '-keyfile', caKey];
      await run('openssl', [
        'ca',
        '-batch',
        '-notext',
        ...signer,
        ...dates,
        '-in',
        request,
        '-out',
        certFile,
      ]);
      return { certFile, keyFile };
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The contents of files that settings name, as mqtt.js wants them. */
export async function certificateOf(files: { caFile: string; certFile: string; keyFile: string }) {
  const [ca, cert, key] = await Promise.all(
    [files.caFile, files.certFile, files.keyFile].map((file) => readFile(file)),
  );
  return { ca, cert, key };
}
