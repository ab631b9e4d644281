/**
 * A viewer's session: asking for one wakes the camera or joins its stream and answers when there is something to play,
 * either at once (JSON) or with its progress (server-sent events).
 */
import type { Keepalive, Session } from '@rpi-live-camera/protocol';
import { apiPaths, type Transport } from '@rpi-live-camera/protocol/http';
import { type Context, Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import { toGatewayError, toProblem } from '../errors/problem.js';
import type { AppEnv } from '../http/app-env.js';
import { eventStreamResponse } from '../http/event-stream.js';
import { publicBase } from '../http/mount-prefix.js';
import { logFailure } from '../http/problem-response.js';
import type { Logger } from '../log/logger.js';
import type { CameraDirectory } from '../sessions/camera-directory.js';
import type { SessionTable } from '../sessions/session-table.js';
import { listSources } from '../sessions/sources.js';
import type { ViewerSession } from '../sessions/viewer-session.js';

export type SessionRoutesDeps = {
  directory: CameraDirectory;
  sessions: SessionTable;
  keepAliveMs: number;
  /** Setting `transports`, as far as they are there: which to offer, in this order. */
  transports: readonly Transport[];
  /** Setting `publicUrl`: makes every URL absolute. */
  publicUrl: string | null;
  logger: Logger;
};

const noStore = { 'Cache-Control': 'no-store' };

export function createSessionRoutes(deps: SessionRoutesDeps): Hono<AppEnv> {
  const { directory, sessions } = deps;

  return new Hono<AppEnv>()
    .post(apiPaths.cameraSessions(':cameraId'), async (c) => {
      const cameraId = c.req.param('cameraId');
      directory.get(cameraId);
      await readEmptyBody(c);
      directory.assertReachable(cameraId);
      sessions.assertRoom(cameraId);
      const base = publicBase(c, apiPaths.cameraSessions(cameraId), deps.publicUrl);
      const describe = (session: ViewerSession) => describeSession(session, base, deps);
      if (wantsEvents(c)) return streamStart(c, cameraId, describe, deps);
      const session = await sessions.open(cameraId, { signal: c.req.raw.signal });
      if (c.req.raw.signal.aborted) sessions.close(session.id);
      return c.json(describe(session), 201, noStore);
    })
    .post(apiPaths.sessionKeepalive(':sessionId'), (c) => {
      const session = sessions.keepAlive(c.req.param('sessionId'));
      const answer: Keepalive = {
        expiresAt: new Date(session.expiresAtMs).toISOString(),
        serverTime: new Date(session.nowMs).toISOString(),
      };
      return c.json(answer, 200, noStore);
    })
    .post(apiPaths.sessionClose(':sessionId'), (c) => {
      sessions.close(c.req.param('sessionId'));
      return c.body(null, 204);
    })
    .delete(apiPaths.session(':sessionId'), (c) => {
      sessions.close(c.req.param('sessionId'));
      return c.body(null, 204);
    });
}

function wantsEvents(c: Context): boolean {
  return c.req.header('Accept')?.includes('text/event-stream') ?? false;
}

/** The body has no fields yet; what is there has to be an object, so that fields can come later. */
async function readEmptyBody(c: Context): Promise<void> {
  const body = await c.req.text();
  if (body.trim() === '') return;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new GatewayError('invalid_request', 'The body is not valid JSON. Send none, or {}.', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GatewayError('invalid_request', 'The body must be a JSON object. Send none, or {}.');
  }
}

function streamStart(
  c: Context<AppEnv>,
  cameraId: string,
  describe: (session: ViewerSession) => Session,
  { sessions, logger }: SessionRoutesDeps,
): Response {
  const requestId = c.get('sharedHeaders')['X-Request-Id'];
  return eventStreamResponse(async ({ send, signal }) => {
    const left = AbortSignal.any([signal, c.req.raw.signal]);
    try {
      const session = await sessions.open(cameraId, {
        signal: left,
        onPhase: (phase) => send('progress', { phase }),
      });
      if (left.aborted) sessions.close(session.id);
      else send('session', describe(session));
    } catch (thrown) {
      if (left.aborted) return;
      const error = toGatewayError(thrown);
      logFailure(logger, error, { requestId, cameraId });
      send('problem', toProblem(error, requestId));
    }
  });
}

function describeSession(session: ViewerSession, base: string, deps: SessionRoutesDeps): Session {
  return {
    id: session.id,
    cameraId: session.cameraId,
    state: 'live',
    serverTime: new Date(session.nowMs).toISOString(),
    expiresAt: new Date(session.expiresAtMs).toISOString(),
    keepAliveMs: deps.keepAliveMs,
    sources: listSources(session, base, deps.transports),
  };
}
