/**
 * The certificate of the server and its key, read from files, and read again when these were renewed, as certbot does
 * every other month: viewers notice nothing of it. Used by the server.
 */
import { statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { readPem } from '../config/read-pem.js';
import type { Logger } from '../log/logger.js';

/** Setting `tls`, where both are given. */
export type CertificateFiles = { certFile: string; keyFile: string };
export type Certificate = { cert: Buffer; key: Buffer };

export type CertificateWatchDeps = {
  files: CertificateFiles;
  logger: Logger;
  /** Another certificate, which goes with its key. */
  onRenewed(certificate: Certificate): void;
  /** How often files are looked at. @default a minute */
  checkEveryMs?: number;
};

const defaultCheckEveryMs = 60_000;

/** @throws ConfigError naming the setting, when a file cannot be read */
export function readCertificate({ certFile, keyFile }: CertificateFiles): Certificate {
  return { cert: readPem(certFile, 'tls.certFile'), key: readPem(keyFile, 'tls.keyFile') };
}

/**
 * Looks at the files from time to time: a renewal replaces links, which a watch of the file system would not tell. Files
 * that cannot be used, as while only one of them has been replaced, are tried again.
 *
 * @returns ends it
 */
export function watchCertificate(deps: CertificateWatchDeps): () => void {
  const { files, logger, onRenewed, checkEveryMs = defaultCheckEveryMs } = deps;
  let inUse = versionOf(files);
  let refused: string | undefined;
  const look = (): void => {
    const version = versionOf(files);
    if (version === inUse) return;
    try {
      const certificate = readCertificate(files);
      createSecureContext(certificate);
      onRenewed(certificate);
      inUse = version;
      logger.info({ certFile: files.certFile }, 'the certificate was renewed');
    } catch (error) {
      // Said once for each state of the files.
      if (version === refused) return;
      refused = version;
      const facts = {
        certFile: files.certFile,
        error: error instanceof Error ? error.message : String(error),
      };
      logger.warn(
        facts,
        'the certificate files changed and cannot be used; the old certificate stays in use',
      );
    }
  };
  const timer = setInterval(look, checkEveryMs).unref();
  return () => clearInterval(timer);
}

/** Differs when the files do. */
function versionOf({ certFile, keyFile }: CertificateFiles): string {
  return [certFile, keyFile]
    .map((file) => {
      const state = statSync(file, { throwIfNoEntry: false });
      return state ? `${state.ino} ${state.size} ${state.mtimeMs}` : 'missing';
    })
    .join(', ');
}
