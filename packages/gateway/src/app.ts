/** The gateway's HTTP: a Hono app with every route and what all answers share, and what may answer in front of it. */
import { apiPaths, recordingPaths, type Transport } from '@rpi-live-camera/protocol/http';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { PatternRouter } from 'hono/router/pattern-router';
import type { GatewayAccess } from './auth/gateway-access.js';
import type { Config } from './config/schema.js';
import { GatewayError } from './errors/gateway-error.js';
import { createFileListener, type FileListener } from './hls/file-listener.js';
import { createSessionFiles } from './hls/session-files.js';
import { createOriginCheck, refuseOtherOrigins } from './http/allowed-origin.js';
import type { AppEnv } from './http/app-env.js';
import { identifyClient, limitRequests } from './http/client-limits.js';
import { guardRoutes } from './http/guard.js';
import { createLiveResponder } from './http/live-response.js';
import { createLiveSocketResponder, type WebSocketUpgrade } from './http/live-socket.js';
import { answerNotFound, createFailureReport, handleErrors } from './http/problem-response.js';
import { createSharedHeaders, shareHeaders } from './http/shared-headers.js';
import { AnswerSlots, downloadLimits, playbackLimits } from './limits/answer-slots.js';
import type { GatewayLimits } from './limits/gateway-limits.js';
import type { Logger } from './log/logger.js';
import type { GatewayMetrics } from './metrics/gateway-metrics.js';
import type { Snapshots } from './pictures/snapshots.js';
import type { Recordings } from './recording-assembly.js';
import { createAdministrationRoutes } from './routes/administration.js';
import { createCameraRoutes } from './routes/cameras.js';
import { createCompatRoutes } from './routes/compat.js';
import { createEmbedRoutes } from './routes/embed.js';
import { createHealthRoutes, type HealthRoutesDeps } from './routes/health.js';
import { createHlsRoutes } from './routes/hls.js';
import { createLiveMp4Routes } from './routes/live-mp4.js';
import { createMetricsRoutes } from './routes/metrics.js';
import { createMjpegRoutes } from './routes/mjpeg.js';
import { createMjpegResponder } from './routes/mjpeg-response.js';
import { createOpenApiRoutes } from './routes/openapi.js';
import { createPlayerRoutes } from './routes/player.js';
import { createRecordingAudit } from './routes/recording-audit.js';
import { createRecordingDownloads } from './routes/recording-downloads.js';
import { createRecordingFiles } from './routes/recording-files.js';
import { createRecordingRoutes } from './routes/recordings.js';
import { createSessionRoutes } from './routes/sessions.js';
import { createWhepRoutes } from './routes/whep.js';
import type { CameraDirectory } from './sessions/camera-directory.js';
import type { SessionTable } from './sessions/session-table.js';
import type { ViewerSession } from './sessions/viewer-session.js';
import type { Peers } from './webrtc/peers.js';

export type AppDeps = GatewayAccess & {
  config: Config;
  directory: CameraDirectory;
  sessions: SessionTable;
  limits: Pick<GatewayLimits, 'proxies' | 'requestRate'>;
  metrics: GatewayMetrics;
  recordings: Recordings;
  snapshots: Pick<Snapshots, 'find'>;
  /** WebRTC, where it is offered. */
  peers: Peers | undefined;
  checkReadiness: HealthRoutesDeps['checkReadiness'];
  isClosing(): boolean;
  /** Of the server; without it no WebSocket is answered. */
  upgradeWebSocket: WebSocketUpgrade | undefined;
  logger: Logger;
  /** For lines that must not be left out. */
  auditLogger: Logger;
};

const changingMethods = ['POST', 'PUT', 'PATCH', 'DELETE'];
/** No request has more to say than this (contract: 413 above it). */
const maxBodyBytes = 64 * 1024;

/** What wakes a camera, encodes, or opens a connection for it. Keep-alives and media are not counted. */
const costlyRequests: readonly (readonly [string, string])[] = [
  ['POST', apiPaths.cameraSessions(':cameraId')],
  ['GET', apiPaths.cameraSnapshot(':cameraId')],
  ['POST', '/live/:grant/:cameraId/whep'],
  // Each of these is a line in the log.
  ['GET', recordingPaths.recordings(':cameraId')],
  ['POST', recordingPaths.recordings(':cameraId')],
  ['POST', recordingPaths.stop(':cameraId')],
  ['GET', recordingPaths.recording(':cameraId', ':recordingId')],
  ['DELETE', recordingPaths.recording(':cameraId', ':recordingId')],
  ['POST', recordingPaths.playback(':cameraId', ':recordingId')],
  ['GET', '/recordings/:grant/:cameraId/recording.mp4'],
  ['GET', '/video'],
  ['GET', '/api/v1/video/start-streaming-service'],
  ['POST', '/api/v1/video/start-streaming-service'],
];

const exposedHeaders = ['Age', 'Location', 'Link', 'ETag', 'Retry-After', 'Server-Timing', 'X-Request-Id'];

export type GatewayHttp = {
  app: Hono<AppEnv>;
  /** Answers HLS without the app, where Node's server is asked. */
  listenForFiles: FileListener;
};

export function createApp(deps: AppDeps): GatewayHttp {
  const {
    config,
    access,
    revocations,
    directory,
    sessions,
    limits,
    metrics,
    recordings,
    snapshots,
    peers,
    checkReadiness,
    isClosing,
    upgradeWebSocket,
    logger,
  } = deps;
  const transports = config.transports.filter((transport) => transport !== 'webrtc' || peers);
  const { origins } = config.cors;
  const { publicUrl } = config;
  const sharing = { origins, exposedHeaders, isTrustedProxy: limits.proxies.isTrusted };
  const makeSharedHeaders = createSharedHeaders(sharing);
  const respond = createLiveResponder();
  const respondWithPictures = createMjpegResponder({ respond });
  const open = createOpenGrant(sessions);
  const answerFile = createSessionFiles({ openGrant: open });
  // Hono's own choice for these paths makes several times the garbage, at thousands of requests a second.
  const app = new Hono<AppEnv>({ router: new PatternRouter() });
  const reportFailure = createFailureReport({ logger: deps.logger, onProblem: metrics.problem });
  app.onError(handleErrors(reportFailure));
  app.notFound(answerNotFound);
  app.use(shareHeaders(sharing, makeSharedHeaders));
  app.use(identifyClient(limits.proxies.findClientAddress));
  for (const [method, path] of costlyRequests) app.on(method, path, limitRequests(limits.requestRate));
  const isAllowedOrigin = createOriginCheck({ origins, publicUrl });
  app.on(changingMethods, '*', refuseOtherOrigins(isAllowedOrigin));
  // Others have no body to look at, and looking makes the server build the whole request.
  app.on(
    changingMethods,
    '*',
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => {
        throw new GatewayError(
          'payload_too_large',
          `The body is over ${maxBodyBytes} bytes. Send none, or {}.`,
        );
      },
    }),
  );
  const add = (routes: Hono<AppEnv>) => app.route('/', guardRoutes(routes, access));
  add(createCameraRoutes({ directory, snapshots }));
  add(
    createSessionRoutes({
      access,
      directory,
      sessions,
      keepAliveMs: config.sessions.keepAliveMs,
      transports,
      publicUrl,
      reportFailure,
    }),
  );
  add(createHlsRoutes({ answerFile }));
  add(
    createMjpegRoutes({
      openGrant: open,
      respond: respondWithPictures,
      startTimeoutMs: config.sessions.startTimeoutMs,
    }),
  );
  add(
    createLiveMp4Routes({
      openGrant: open,
      respond,
      respondBySocket: createLiveSocketResponder({ upgradeWebSocket, isAllowedOrigin, reportFailure }),
      startTimeoutMs: config.sessions.startTimeoutMs,
    }),
  );
  if (peers) {
    const { startTimeoutMs } = config.sessions;
    add(createWhepRoutes({ openGrant: open, peers, publicUrl, ...config.webrtc, startTimeoutMs }));
  }
  if (config.compat.cameraId !== null) {
    add(
      createCompatRoutes({
        cameraId: config.compat.cameraId,
        directory,
        sessions,
        respondWithPictures,
        startTimeoutMs: config.sessions.startTimeoutMs,
        publicUrl,
        reportFailure,
      }),
    );
  }
  const audit = createRecordingAudit(deps.auditLogger);
  add(createRecordingRoutes({ directory, ...recordings, publicUrl, audit }));
  add(createRecordingFiles({ ...recordings, slots: new AnswerSlots(playbackLimits) }));
  const slots = new AnswerSlots(downloadLimits);
  const { stalledTimeoutMs } = config.limits;
  add(createRecordingDownloads({ ...recordings, slots, stalledTimeoutMs, audit }));
  const revoke = revocations.revoke.bind(revocations);
  add(createAdministrationRoutes({ sessions, revoke, logger }));
  add(createHealthRoutes({ checkReadiness, isClosing }));
  add(createMetricsRoutes(metrics));
  add(createOpenApiRoutes({ publicUrl }));
  add(createPlayerRoutes());
  add(
    createEmbedRoutes({
      directory,
      frameAncestors: config.embed.frameAncestors ?? origins,
      publicUrl: config.publicUrl,
    }),
  );
  return { app, listenForFiles: createFileListener({ answerFile, makeSharedHeaders, reportFailure }) };
}

/** What the URLs of a session give access to, whatever the transport; the same object for each of its requests. */
function createOpenGrant(sessions: SessionTable) {
  const describe = (owner: ViewerSession) => ({
    stream: owner.stream.live,
    pictures: owner.stream.pictures,
    owner,
    waitingCount: 0,
    touch: () => owner.touch(),
    receives: (transport: Transport) => owner.receives(transport),
    onKeyframeWanted: () => owner.stream.wantKeyframe(),
  });
  const grants = new WeakMap<ViewerSession, ReturnType<typeof describe>>();
  return (grant: string, cameraId: string) => {
    const owner = sessions.openGrant(grant, cameraId);
    if (!owner) return undefined;
    const known = grants.get(owner);
    if (known) return known;
    const made = describe(owner);
    grants.set(owner, made);
    return made;
  };
}
