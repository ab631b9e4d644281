/**
 * For administrators: who watches, and the end of it. Sessions have handles here, as their ids are credentials. Each act is
 * written to the log with who did it.
 */
import {
  type EndedSessions,
  RevocationSchema,
  type SessionList,
  type SessionSummary,
} from '@rpi-live-camera/protocol';
import { managementPaths } from '@rpi-live-camera/protocol/http';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { RevokedTokens } from '../auth/revocations.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import { readJsonObject } from '../http/json-body.js';
import type { Logger } from '../log/logger.js';
import type { SessionTable } from '../sessions/session-table.js';
import type { ViewerSession } from '../sessions/viewer-session.js';

export type AdministrationRoutesDeps = {
  sessions: Pick<SessionTable, 'all' | 'endWhere'>;
  /** @throws GatewayError `too_many_requests` when there are too many */
  revoke(tokens: RevokedTokens, untilMs: number): void;
  logger: Logger;
};

const noStore = { 'Cache-Control': 'no-store' };

export function createAdministrationRoutes(deps: AdministrationRoutesDeps): Hono<AppEnv> {
  const { sessions, revoke, logger } = deps;

  function tell(c: Context<AppEnv>, facts: Record<string, unknown>, act: string): void {
    const { viewer } = c.get('caller');
    const by = { administrator: viewer?.subject, tokenId: viewer?.tokenId };
    const requestId = c.get('sharedHeaders')['X-Request-Id'];
    logger.info({ ...facts, ...by, requestId }, `an administrator ${act}`);
  }

  return new Hono<AppEnv>()
    .get(managementPaths.sessions, (c) => {
      const { may } = c.get('caller');
      const shown = sessions.all().filter(({ cameraId }) => may('admin', cameraId));
      const list: SessionList = { sessions: shown.map(summarize) };
      tell(c, { sessionCount: shown.length }, 'listed sessions');
      return c.json(list, 200, noStore);
    })
    .delete(managementPaths.cameraSessions(':cameraId'), (c) => {
      const cameraId = c.req.param('cameraId');
      const answer: EndedSessions = { ended: sessions.endWhere((session) => session.cameraId === cameraId) };
      tell(c, { cameraId, ...answer }, 'ended all sessions of a camera');
      return c.json(answer, 200, noStore);
    })
    .delete(managementPaths.cameraSession(':cameraId', ':handle'), (c) => {
      const { cameraId, handle } = c.req.param();
      const isMeant = (session: ViewerSession): boolean =>
        session.cameraId === cameraId && session.handle === handle;
      if (sessions.endWhere(isMeant) === 0)
        throw new GatewayError('not_found', 'This camera has no session of this handle; it may have ended.');
      tell(c, { cameraId, session: handle }, 'ended a session');
      return c.body(null, 204);
    })
    .post(managementPaths.revocations, async (c) => {
      const parsed = v.safeParse(RevocationSchema, await readJsonObject(c));
      if (!parsed.success) {
        throw new GatewayError(
          'invalid_request',
          'The body must be { "jti": "…" } or { "sub": "…" }, with "expiresAt" (ISO 8601) where it is known until when such tokens are valid.',
        );
      }
      const { output } = parsed;
      const tokens = 'jti' in output ? { tokenId: output.jti } : { subject: output.sub };
      const { expiresAt } = output;
      const untilMs = expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
      if (untilMs <= Date.now()) {
        const message =
          'expiresAt is over, so nothing would be refused: it is when the tokens end. Leave it out if unknown.';
        throw new GatewayError('invalid_request', message);
      }
      revoke(tokens, untilMs);
      // Their viewers have a token that is refused from now on.
      const answer: EndedSessions = { ended: sessions.endWhere(({ viewer }) => isRevoked(viewer)) };
      tell(c, { revoked: output, ...answer }, 'revoked tokens');
      return c.json(answer, 200, noStore);
    });
}

function isRevoked(viewer: ViewerSession['viewer']): boolean {
  try {
    viewer?.assertValid();
    return false;
  } catch {
    return true;
  }
}

function summarize({ handle, cameraId, openedAtMs, expiresAtMs, viewer }: ViewerSession): SessionSummary {
  return {
    handle,
    cameraId,
    openedAt: new Date(openedAtMs).toISOString(),
    expiresAt: new Date(expiresAtMs).toISOString(),
    rightsExpireAt: viewer ? new Date(viewer.expiresAtMs).toISOString() : null,
    subject: viewer?.subject ?? null,
    tokenId: viewer?.tokenId ?? null,
  };
}
