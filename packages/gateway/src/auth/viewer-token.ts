/**
 * Makes tokens for viewers: for the backend of a site that knows who they are. The entry `@rpi-live-camera/gateway/tokens`
 * brings nothing else of the gateway along.
 */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { describeSecretProblem } from '../config/token-secret.js';
import type { ViewerAction } from './viewer-actions.js';

export type { ViewerAction } from './viewer-actions.js';

/** What a token says, and what it is signed with. */
export type ViewerTokenOptions = {
  /** The gateway's `auth.secret`. */
  secret: string;
  /** Ids of cameras, or patterns such as `site1-*`; `*` alone is every camera. */
  cameras: readonly string[];
  /** @default watch and snapshot */
  actions?: readonly ViewerAction[];
  /** Who it is for, as the site knows him: by this name the gateway can end what he sees. @default nobody by name */
  subject?: string;
  /**
   * How long it is valid, in milliseconds. Short is safe, as a player asks for the next one by itself: some minutes. In
   * tokens time is counted in seconds, so what is left of one is cut off.
   */
  expiresInMs: number;
  /** The gateway's `auth.audience`, where it has one. */
  audience?: string;
};

/**
 * Makes a token for one viewer, for the backend of a site.
 *
 * @throws RangeError for a secret under 32 bytes, or a time under a second
 * @example
 * const token = await createViewerToken({ secret, cameras: ['front-door'], subject: user.id, expiresInMs: 300_000 });
 */
export async function createViewerToken(options: ViewerTokenOptions): Promise<string> {
  const { secret, cameras, actions, subject, expiresInMs, audience } = options;
  const problem = describeSecretProblem(secret);
  if (problem !== undefined) throw new RangeError(`secret: ${problem}`);
  if (!(expiresInMs >= 1000 && Number.isFinite(expiresInMs)))
    throw new RangeError(`expiresInMs: must be at least 1000, not ${expiresInMs}`);
  const nowMs = Date.now();
  const token = new SignJWT({ cameras: [...cameras], ...(actions && { actions: [...actions] }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setJti(randomUUID())
    .setIssuedAt(Math.floor(nowMs / 1000))
    .setExpirationTime(Math.floor((nowMs + expiresInMs) / 1000));
  if (subject !== undefined) token.setSubject(subject);
  if (audience !== undefined) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(secret));
}
