/** Signs tokens as sites do, and as those who have no right to. For tests of who may watch. */
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';

export const testSecret = 'a secret of thirty-two bytes or more';

export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** Good for a minute; claims that are given as `undefined` are left out. */
export function signWithSecret(claims: JWTPayload, secret = testSecret): Promise<string> {
  return new SignJWT({ exp: inSeconds(60), ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret));
}

const kinds = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};
export type KeyKind = keyof typeof kinds;
export const keyKinds = Object.keys(kinds) as KeyKind[];

export type TestKey = {
  publicKey: KeyObject;
  /** For a key set; with the key's id, where it has one. */
  jwk: Record<string, unknown>;
  sign(claims: JWTPayload): Promise<string>;
};

export function createTestKey(alg: KeyKind, kid?: string): TestKey {
  const { publicKey, privateKey } = kinds[alg]();
  const name = kid === undefined ? {} : { kid };
  return {
    publicKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), ...name },
    sign: (claims) =>
      new SignJWT({ exp: inSeconds(60), ...claims }).setProtectedHeader({ alg, ...name }).sign(privateKey),
  };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** `alg: none`, RFC 7518 §3.6. */
export function makeUnsigned(claims: JWTPayload): string {
  return `${encode({ alg: 'none' })}.${encode({ exp: inSeconds(60), ...claims })}.`;
}

/** HS256 with a public key for a secret, as everybody could make it. */
export function signWithPublicKey(claims: JWTPayload, publicKey: KeyObject): string {
  const body = `${encode({ alg: 'HS256' })}.${encode({ exp: inSeconds(60), ...claims })}`;
  const pem = publicKey.export({ format: 'pem', type: 'spki' });
  return `${body}.${createHmac('sha256', pem).update(body).digest('base64url')}`;
}

/** The same token with another signature. */
export function spoil(token: string): string {
  const [head, body, signature = ''] = token.split('.');
  return `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
}
