/**
 * Who may use which route: one line for each. An app whose routes are not all in here is not made (`http/guard.ts`), and a
 * test walks through this list with every kind of wrong token.
 */
import { apiPaths, managementPaths, recordingPaths } from '@rpi-live-camera/protocol/http';
import type { ViewerAction } from './viewer-actions.js';

export type RoutePolicy =
  /** Everybody, in every mode. */
  | { kind: 'open' }
  /** Everybody; more is shown to who may see it. A token that is not valid is taken for none. */
  | { kind: 'more for some' }
  /** Who knows the id or grant of a session or of a playback, which are part of the path and die with it. */
  | { kind: 'credential in path' }
  /** What the caller may see of a list of cameras; with neither a token nor a public camera: 401. */
  | { kind: 'list' }
  /** Who may do one of these with the camera: that of the path, or of `compat.cameraId`. */
  | { kind: 'camera'; camera: 'of the path' | 'of compat'; actions: readonly ViewerAction[] }
  /** Who may administrate: the camera of the path, at least one, all. Nobody where there are no tokens. */
  | { kind: 'admin'; of: 'the camera of the path' | 'some camera' | 'every camera' }
  /** As `admin` of every camera; everybody where there are no tokens. */
  | { kind: 'inner workings' };

const watch: RoutePolicy = { kind: 'camera', camera: 'of the path', actions: ['watch'] };
const watchCompat: RoutePolicy = { kind: 'camera', camera: 'of compat', actions: ['watch'] };
const open: RoutePolicy = { kind: 'open' };
const ofSession: RoutePolicy = { kind: 'credential in path' };
const toCamera = (action: ViewerAction): RoutePolicy => ({
  kind: 'camera',
  camera: 'of the path',
  actions: [action],
});
const media = '/live/:grant/:cameraId';

/** By method and path, without the patterns of its parameters. */
const policies: Readonly<Record<string, RoutePolicy>> = {
  [`GET ${apiPaths.cameras}`]: { kind: 'list' },
  [`GET ${apiPaths.camera(':cameraId')}`]: {
    kind: 'camera',
    camera: 'of the path',
    actions: ['watch', 'admin'],
  },
  [`GET ${apiPaths.cameraSnapshot(':cameraId')}`]: {
    kind: 'camera',
    camera: 'of the path',
    actions: ['snapshot'],
  },
  [`POST ${apiPaths.cameraSessions(':cameraId')}`]: watch,
  [`POST ${apiPaths.sessionKeepalive(':sessionId')}`]: ofSession,
  [`POST ${apiPaths.sessionClose(':sessionId')}`]: ofSession,
  [`DELETE ${apiPaths.session(':sessionId')}`]: ofSession,

  [`GET ${media}/:file`]: ofSession,
  [`GET ${media}/live.mp4`]: ofSession,
  [`GET ${media}/video.mjpeg`]: ofSession,
  [`POST ${media}/whep`]: ofSession,
  [`PATCH ${media}/whep/:id`]: ofSession,
  [`DELETE ${media}/whep/:id`]: ofSession,

  [`GET ${recordingPaths.recordings(':cameraId')}`]: toCamera('playback'),
  [`POST ${recordingPaths.recordings(':cameraId')}`]: toCamera('record'),
  [`POST ${recordingPaths.stop(':cameraId')}`]: toCamera('record'),
  [`GET ${recordingPaths.recording(':cameraId', ':recordingId')}`]: toCamera('playback'),
  [`DELETE ${recordingPaths.recording(':cameraId', ':recordingId')}`]: toCamera('delete'),
  [`POST ${recordingPaths.playback(':cameraId', ':recordingId')}`]: toCamera('playback'),
  [`GET ${recordingPaths.poster(':cameraId', ':recordingId')}`]: toCamera('playback'),
  'GET /recordings/:grant/:cameraId/:file': ofSession,
  'GET /recordings/:grant/:cameraId/recording.mp4': ofSession,
  'GET /recordings/:grant/:cameraId/poster.jpg': ofSession,

  [`GET ${managementPaths.sessions}`]: { kind: 'admin', of: 'some camera' },
  [`DELETE ${managementPaths.cameraSessions(':cameraId')}`]: { kind: 'admin', of: 'the camera of the path' },
  [`DELETE ${managementPaths.cameraSession(':cameraId', ':handle')}`]: {
    kind: 'admin',
    of: 'the camera of the path',
  },
  [`POST ${managementPaths.revocations}`]: { kind: 'admin', of: 'every camera' },

  'GET /healthz': open,
  'GET /readyz': { kind: 'more for some' },
  'GET /metrics': { kind: 'inner workings' },
  'GET /openapi.json': open,
  'GET /:name': open,
  'GET /embed/:cameraId': { kind: 'more for some' },
  'GET /embed/:cameraId/': open,

  'GET /api/v1/video/start-streaming-service': watchCompat,
  'POST /api/v1/video/start-streaming-service': watchCompat,
  'GET /api/v1/video/stop-streaming-service': watchCompat,
  'POST /api/v1/video/stop-streaming-service': watchCompat,
  'GET /api/v1/video/hls/:file': watchCompat,
  'GET /video': watchCompat,
};

/** The name that a route has in the list: `GET /live/:grant/:cameraId/:file`. */
export function routeName(method: string, path: string): string {
  return `${method} ${path.replace(/\{.*\}$/, '')}`;
}

/** @throws Error for a route without a policy: a fault in this program, found when it is started */
export function policyOf(method: string, path: string): RoutePolicy {
  const name = routeName(method, path);
  const policy = policies[name];
  if (policy) return policy;
  throw new Error(`The route "${name}" has no policy: say in auth/route-policies.ts who may use it.`);
}

/** All routes that are known, in the order in which they stand above. */
export const guardedRoutes: readonly string[] = Object.keys(policies);
