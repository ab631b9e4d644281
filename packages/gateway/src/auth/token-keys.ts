/** The keys that tokens are checked with: secrets, or public keys from a file or a URL. Used by the verifier. */
import { type CryptoKey, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Config } from '../config/schema.js';
import type { Logger } from '../log/logger.js';
import { openJwksFile } from './jwks-file.js';
import { openJwksUrl } from './jwks-url.js';

/** Where tokens' times count: RFC 7519 §4.1.4, §4.1.5. */
export type TokenRules = {
  audience?: string;
  clockTolerance: number;
  requiredClaims: string[];
  currentDate: Date;
};

export interface TokenKeys {
  /**
   * Checks signature, times and audience.
   *
   * @throws one of jose's errors for the token; KeysUnavailable when it cannot be known
   */
  verify(token: string, rules: TokenRules): Promise<JWTPayload>;
}

/** The keys cannot be had just now, which says nothing about the token. */
export class KeysUnavailable extends Error {
  constructor(cause: unknown) {
    super('The keys that tokens are checked with cannot be had.', { cause });
    this.name = 'KeysUnavailable';
  }
}

/** Only those of public keys: a token must never be checked as HMAC with a key that everybody knows. */
const publicKeyAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'];

/** @throws ConfigError for a file that cannot be used */
export function createTokenKeys(auth: Config['auth'], logger: Logger): TokenKeys {
  const { secret, previousSecrets, jwks } = auth;
  if (secret !== null) return secretKeys([secret, ...previousSecrets]);
  // parseConfig has made sure that there is one of both.
  const source = jwks ?? '';
  return publicKeys(isUrl(source) ? openJwksUrl(source) : openJwksFile(source, logger));
}

const isUrl = (source: string): boolean => /^https?:\/\//i.test(source);

/** One after the other, so that tokens signed with an older one live out their time. */
function secretKeys(secrets: readonly string[]): TokenKeys {
  const encoder = new TextEncoder();
  const keys = secrets.map((secret) => encoder.encode(secret));
  return { verify: (token, rules) => verifyWithOneOf(keys, token, { ...rules, algorithms: ['HS256'] }) };
}

function publicKeys(find: JWTVerifyGetKey): TokenKeys {
  const findOrSay: JWTVerifyGetKey = async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      throw isAboutToken(error) ? error : new KeysUnavailable(error);
    }
  };
  return {
    async verify(token, rules) {
      const options = { ...rules, algorithms: publicKeyAlgorithms };
      try {
        return (await jwtVerify(token, findOrSay, options)).payload;
      } catch (error) {
        if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
        // It names no key, and several are of its kind.
        return verifyWithOneOf(error, token, options);
      }
    },
  };
}

function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

async function verifyWithOneOf(
  keys: Iterable<Uint8Array> | AsyncIterable<CryptoKey>,
  token: string,
  options: TokenRules & { algorithms: string[] },
): Promise<JWTPayload> {
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}
