/**
 * A viewer's session: asking for one wakes the camera or joins its stream and answers when there is something to play,
 * either at once (JSON) or with its progress (server-sent events).
 */
import type { Keepalive, Session } from '@rpi-live-camera/protocol';
import { apiPaths, type Transport } from '@rpi-live-camera/protocol/http';
import { type Context, Hono } from 'hono';
import type { Access } from '../auth/access.js';
import { toGatewayError, toProblem } from '../errors/problem.js';
import type { AppEnv } from '../http/app-env.js';
import { eventStreamResponse } from '../http/event-stream.js';
import { readJsonObject } from '../http/json-body.js';
import { publicBase } from '../http/mount-prefix.js';
import type { FailureReport } from '../http/problem-response.js';
import type { CameraDirectory } from '../sessions/camera-directory.js';
import type { SessionTable } from '../sessions/session-table.js';
import { listSources } from '../sessions/sources.js';
import type { ViewerSession } from '../sessions/viewer-session.js';

export type SessionRoutesDeps = {
  /** Gives a session further rights. */
  access: Pick<Access, 'renew'>;
  directory: CameraDirectory;
  sessions: SessionTable;
  keepAliveMs: number;
  /** Setting `transports`, as far as they are there: which to offer, in this order. */
  transports: readonly Transport[];
  /** Setting `publicUrl`: makes every URL absolute. */
  publicUrl: string | null;
  reportFailure: FailureReport;
};

const noStore = { 'Cache-Control': 'no-store' };

export function createSessionRoutes(deps: SessionRoutesDeps): Hono<AppEnv> {
  const { access, directory, sessions } = deps;

  return new Hono<AppEnv>()
    .post(apiPaths.cameraSessions(':cameraId'), async (c) => {
      const cameraId = c.req.param('cameraId');
      directory.get(cameraId);
      // It has no fields yet; what is there has to be an object, so that fields can come later.
      await readJsonObject(c);
      const asker = { address: c.get('clientAddress'), viewer: c.get('caller').viewer };
      directory.assertReachable(cameraId);
      sessions.assertRoom(cameraId, asker);
      const base = publicBase(c, apiPaths.cameraSessions(cameraId), deps.publicUrl);
      const describe = (session: ViewerSession) => describeSession(session, base, deps);
      if (wantsEvents(c)) return streamStart(c, cameraId, describe, deps);
      const session = await sessions.open(cameraId, {
        signal: c.req.raw.signal,
        requestId: c.get('sharedHeaders')['X-Request-Id'],
        ...asker,
      });
      if (c.req.raw.signal.aborted) sessions.close(session.id);
      return c.json(describe(session), 201, noStore);
    })
    .post(apiPaths.sessionKeepalive(':sessionId'), async (c) => {
      const sessionId = c.req.param('sessionId');
      const { cameraId } = sessions.get(sessionId);
      // One that is refused is no sign of life, and takes nothing from the rights that the session has.
      const viewer = await access.renew(cameraId, c.req.header('Authorization'));
      const session = sessions.keepAlive(sessionId);
      if (viewer) session.extendRights(viewer);
      const answer: Keepalive = {
        expiresAt: new Date(session.expiresAtMs).toISOString(),
        serverTime: new Date(session.nowMs).toISOString(),
        ...describeRights(session),
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

function streamStart(
  c: Context<AppEnv>,
  cameraId: string,
  describe: (session: ViewerSession) => Session,
  { sessions, reportFailure }: SessionRoutesDeps,
): Response {
  const requestId = c.get('sharedHeaders')['X-Request-Id'];
  return eventStreamResponse(async ({ send, signal }) => {
    const left = AbortSignal.any([signal, c.req.raw.signal]);
    try {
      const session = await sessions.open(cameraId, {
        address: c.get('clientAddress'),
        signal: left,
        viewer: c.get('caller').viewer,
        requestId,
        onPhase: (phase) => send('progress', { phase }),
      });
      if (left.aborted) sessions.close(session.id);
      else send('session', describe(session));
    } catch (thrown) {
      if (left.aborted) return;
      const error = toGatewayError(thrown);
      reportFailure(error, { requestId, cameraId });
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
    ...describeRights(session),
    ...describeTimeShift(session, deps),
    sources: listSources(session, base, deps.transports),
  };
}

/** The playlist is what reaches back: the other transports are live alone. */
function describeTimeShift(
  { cameraId }: ViewerSession,
  { directory, transports }: SessionRoutesDeps,
): { timeShiftMs?: number } {
  const { timeShiftMs } = directory.get(cameraId);
  return timeShiftMs > 0 && transports.includes('hls') ? { timeShiftMs } : {};
}

function describeRights({ viewer }: ViewerSession): { rightsExpireAt?: string } {
  return viewer ? { rightsExpireAt: new Date(viewer.expiresAtMs).toISOString() } : {};
}
