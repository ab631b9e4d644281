/** Who asks, as a token that was checked says: the claims of the token, read. Made by the verifier. */
import { createHash } from 'node:crypto';
import { matchesCamera } from './camera-pattern.js';
import { tokenInvalid } from './refusals.js';
import { defaultViewerActions, type ViewerAction, viewerActions } from './viewer-actions.js';

export type Viewer = {
  /** Claim `sub`. */
  readonly subject: string | undefined;
  /** Claim `jti`. */
  readonly tokenId: string | undefined;
  /** Claim `iat`, in epoch milliseconds. */
  readonly issuedAtMs: number | undefined;
  /** Claim `exp`, in epoch milliseconds; what the token allows ends with it. */
  readonly expiresAtMs: number;
  /** The same for all tokens of one viewer, for those who count: the subject, else the token's id, else the token. */
  readonly identity: string;
  /** Whether the token allows it. The camera need not exist. */
  may(action: ViewerAction, cameraId: string): boolean;
  /** Asked again where time has passed since the token was checked. @throws GatewayError `unauthorized` */
  assertValid(): void;
};

/** Claims of a token whose signature, times and audience are right. */
export type CheckedClaims = Readonly<Record<string, unknown>> & { exp: number };

/** The last moment that a date can name (ECMA-262 §21.4.1.1). */
const lastMomentMs = 8.64e15;

/**
 * A token that names no `cameras` is for none. Unknown actions mean nothing here and are passed over, so that a token may
 * be for newer gateways, too.
 *
 * @throws GatewayError `unauthorized` when a claim is not of the kind that it has to be
 */
export function readViewer(
  claims: CheckedClaims,
  { token, assertValid }: { token: string; assertValid(viewer: Viewer): void },
): Viewer {
  const subject = readText(claims, 'sub');
  const tokenId = readText(claims, 'jti');
  const cameras = readNames(claims, 'cameras') ?? [];
  const named = readNames(claims, 'actions') ?? defaultViewerActions;
  const actions = new Set(viewerActions.filter((action) => named.includes(action)));
  const { iat } = claims;
  const viewer: Viewer = {
    subject,
    tokenId,
    issuedAtMs: typeof iat === 'number' ? iat * 1000 : undefined,
    expiresAtMs: Math.min(claims.exp * 1000, lastMomentMs),
    identity: identify(subject, tokenId, token),
    may: (action, cameraId) =>
      actions.has(action) && cameras.some((pattern) => matchesCamera(pattern, cameraId)),
    assertValid: () => assertValid(viewer),
  };
  return viewer;
}

function identify(subject: string | undefined, tokenId: string | undefined, token: string): string {
  if (subject !== undefined) return `sub:${subject}`;
  if (tokenId !== undefined) return `jti:${tokenId}`;
  return `token:${createHash('sha256').update(token).digest('base64url')}`;
}

function readText(claims: CheckedClaims, name: string): string | undefined {
  const value = claims[name];
  if (value === undefined || typeof value === 'string') return value;
  throw tokenInvalid(`The claim ${name} of the token must be text.`);
}

/** A list; one name alone may be plain text, as in `aud`. */
function readNames(claims: CheckedClaims, name: string): readonly string[] | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw tokenInvalid(`The claim ${name} of the token must be a list of names.`);
}
