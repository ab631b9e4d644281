/** Checks a token and reads who it was given to. Called when a session is opened or renewed, never for media. */
import { errors } from 'jose';
import { GatewayError } from '../errors/gateway-error.js';
import { tokenInvalid } from './refusals.js';
import type { Revocations } from './revocations.js';
import { KeysUnavailable, type TokenKeys } from './token-keys.js';
import { type CheckedClaims, readViewer, type Viewer } from './viewer.js';

/** @throws GatewayError `unauthorized` saying what is wrong; `internal` when the keys cannot be had */
export type VerifyToken = (token: string) => Promise<Viewer>;

export type TokenVerifierDeps = {
  keys: TokenKeys;
  /** Setting `auth.audience`. */
  audience: string | null;
  revocations: Revocations;
  /** Epoch milliseconds. @default the system's clock */
  nowMs?: () => number;
};

/** How far the clock of who signs may be ahead (`nbf`). The end of a token is exact. */
const clockToleranceSeconds = 5;
const keysRetryMs = 5000;

export function createTokenVerifier(deps: TokenVerifierDeps): VerifyToken {
  const { keys, audience, revocations, nowMs = Date.now } = deps;

  function assertValid(viewer: Viewer): void {
    if (viewer.expiresAtMs <= nowMs()) throw tokenInvalid(hasExpired);
    if (revocations.includes(viewer)) throw tokenInvalid('The token has been revoked.');
  }

  return async (token) => {
    const rules = {
      ...(audience === null ? {} : { audience }),
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp'],
      currentDate: new Date(nowMs()),
    };
    let claims: CheckedClaims;
    try {
      claims = (await keys.verify(token, rules)) as CheckedClaims;
    } catch (error) {
      throw explain(error);
    }
    const viewer = readViewer(claims, { token, assertValid });
    viewer.assertValid();
    return viewer;
  };
}

const hasExpired = 'The token has expired. Ask for a new one.';

function explain(error: unknown): unknown {
  if (error instanceof KeysUnavailable) {
    // Neither a fault of the token nor a reason to let it pass.
    const sentence =
      'The gateway cannot check tokens just now: it cannot read the keys of auth.jwks. Its log says why.';
    return new GatewayError('internal', sentence, { cause: error.cause, retryAfterMs: keysRetryMs });
  }
  if (error instanceof errors.JWTExpired) return tokenInvalid(hasExpired, error);
  if (error instanceof errors.JWTClaimValidationFailed) return tokenInvalid(explainClaim(error), error);
  if (error instanceof errors.JOSEAlgNotAllowed)
    return tokenInvalid('The token is signed by an algorithm that is not taken here.', error);
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JOSENotSupported
  )
    return tokenInvalid('The signature of the token is not valid: it is made with another key.', error);
  if (error instanceof errors.JOSEError)
    return tokenInvalid('The token cannot be read: it is no signed JSON Web Token.', error);
  return error;
}

function explainClaim({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (claim === 'exp') return 'The token does not say when it expires: it needs the claim exp, in seconds.';
  if (claim === 'nbf' && reason === 'check_failed')
    return 'The token is not valid yet. Compare the clocks of the gateway and of who signs.';
  if (claim === 'aud') return 'The token is for another audience.';
  return `The claim ${claim} of the token is not of the kind that it has to be.`;
}
