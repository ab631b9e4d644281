/**
 * Public keys from a file (RFC 7517 §5). Looked at again when a token comes, so that keys change without a restart; a
 * file that cannot be used leaves those of before in force, and is warned of once.
 */
import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { ConfigError } from '../config/parse.js';
import type { Logger } from '../log/logger.js';
import { maxJwksBytes } from './jwks-url.js';

export type JwksFileOptions = {
  /** How often the file is looked at, at most. @default 2,000 */
  lookEveryMs?: number;
};

/** @throws ConfigError when there are no keys in the file that can be used */
export function openJwksFile(
  path: string,
  logger: Logger,
  { lookEveryMs = 2000 }: JwksFileOptions = {},
): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey;
  let stamp: string;
  try {
    stamp = stampOf(statSync(path));
    keys = readKeys(readFileSync(path));
  } catch (error) {
    throw new ConfigError([`auth.jwks: ${path} ${describe(error)}`]);
  }
  let lookedAtMs = performance.now();
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      const found = stampOf(await stat(path));
      if (found === stamp) return;
      stamp = found;
      keys = readKeys(await readFile(path));
      logger.info({ file: path }, 'read the keys for tokens anew');
    } catch (error) {
      // Said again when it has changed again, or is gone again.
      if (stamp !== 'gone')
        logger.warn({ file: path, problem: describe(error) }, 'kept the keys for tokens of before');
      if (isMissing(error)) stamp = 'gone';
    }
  }

  return async (header, token) => {
    if (performance.now() - lookedAtMs >= lookEveryMs) {
      looking ??= look().finally(() => {
        lookedAtMs = performance.now();
        looking = undefined;
      });
      await looking;
    }
    return keys(header, token);
  };
}

type Stamp = { mtimeMs: number; size: number; ino: number };
const stampOf = ({ mtimeMs, size, ino }: Stamp): string => `${mtimeMs}/${size}/${ino}`;
const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code !== undefined;

/** What is wrong with a file of keys, as the end of a sentence that names it. */
class UnusableKeys extends Error {}

function readKeys(bytes: Buffer): JWTVerifyGetKey {
  if (bytes.length > maxJwksBytes) throw new UnusableKeys(`is over ${maxJwksBytes} bytes long`);
  let set: unknown;
  try {
    set = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new UnusableKeys('is not JSON; it must hold a JWK set, { "keys": [ … ] }');
  }
  const { keys } = (set ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0)
    throw new UnusableKeys('holds no keys; it must hold a JWK set, { "keys": [ … ] }');
  for (const key of keys as { kty?: unknown; d?: unknown }[]) {
    if (key?.kty === 'oct')
      throw new UnusableKeys('holds a secret (kty "oct"); a secret belongs into auth.secret');
    if (key?.d !== undefined) throw new UnusableKeys('holds a private key; take out all but the public ones');
  }
  try {
    return createLocalJWKSet(set as JSONWebKeySet);
  } catch {
    throw new UnusableKeys('is no JWK set as RFC 7517 describes it');
  }
}

function describe(error: unknown): string {
  if (error instanceof UnusableKeys) return error.message;
  return `cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`;
}
