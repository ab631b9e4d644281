/**
 * The endpoints that older systems know, for one camera: start, stop, a playlist at a fixed place, and `/video`. Made only
 * where `compat.cameraId` is set. HEAD starts and stops nothing.
 */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import { toGatewayError, toProblem } from '../errors/problem.js';
import { createStreamFiles, mediaFilePattern, playlistFileName } from '../hls/stream-files.js';
import type { AppEnv } from '../http/app-env.js';
import { publicBase } from '../http/mount-prefix.js';
import type { FailureReport } from '../http/problem-response.js';
import type { CameraDirectory } from '../sessions/camera-directory.js';
import type { SessionTable } from '../sessions/session-table.js';
import { SharedSession } from '../sessions/shared-session.js';
import type { ViewerSession } from '../sessions/viewer-session.js';
import { fileRequest, respondWithFile } from './hls.js';
import { type MjpegResponder, respondWithMjpegHeaders } from './mjpeg-response.js';

export type CompatRoutesDeps = {
  /** Setting `compat.cameraId`. */
  cameraId: string;
  directory: CameraDirectory;
  sessions: SessionTable;
  respondWithPictures: MjpegResponder;
  /** How long a start may take altogether, and the first picture. */
  startTimeoutMs: number;
  /** Setting `publicUrl`. */
  publicUrl: string | null;
  reportFailure: FailureReport;
};

const startPath = '/api/v1/video/start-streaming-service';
const stopPath = '/api/v1/video/stop-streaming-service';
const hlsPath = '/api/v1/video/hls';
const compatPlaylistName = 'stream.m3u8';
const filePattern = `stream\\.m3u8|${mediaFilePattern}`;
const noStore = { 'Cache-Control': 'no-store' };

export function createCompatRoutes(deps: CompatRoutesDeps): Hono<AppEnv> {
  const { cameraId, directory, sessions, respondWithPictures, startTimeoutMs } = deps;
  const shared = new SharedSession({ sessions, cameraId, startTimeoutMs });
  const answerFile = createStreamFiles();
  const openShared = (): ViewerSession => {
    const session = shared.current;
    if (!session) throw new GatewayError('not_found', `The stream does not run. Start it with ${startPath}.`);
    session.touch();
    return session;
  };

  return new Hono<AppEnv>()
    .on(['GET', 'POST'], startPath, async (c) => {
      if (c.req.method === 'HEAD') return c.body(null, 200, noStore);
      return start(c, shared, deps);
    })
    .on(['GET', 'POST'], stopPath, (c) => {
      if (c.req.method !== 'HEAD') shared.close();
      return c.json({ status: 'Video streaming service stopped successfully' }, 200, noStore);
    })
    .use(`${hlsPath}/*`, forbidStoring)
    .get(`${hlsPath}/:file{${filePattern}}`, (c) => {
      const file = c.req.param('file');
      const name = file === compatPlaylistName ? playlistFileName : file;
      const session = openShared();
      const stillOpen = (): void => {
        if (openShared() !== session) throw new GatewayError('not_found', 'The stream has ended.');
      };
      if (file !== compatPlaylistName) session.receives('hls');
      // All share the session: nobody knows whose request it is.
      const waits = { waitingCount: 0 };
      return respondWithFile(c, answerFile(session.stream.live, fileRequest(c, name), stillOpen, waits));
    })
    .get('/video', async (c) => {
      if (c.req.method === 'HEAD') return respondWithMjpegHeaders(c);
      directory.assertReachable(cameraId);
      const session = await sessions.open(cameraId, {
        signal: c.req.raw.signal,
        requestId: c.get('sharedHeaders')['X-Request-Id'],
        address: c.get('clientAddress'),
        viewer: c.get('caller').viewer,
      });
      return respondWithPictures(c, {
        pictures: session.stream.pictures,
        owner: session,
        firstPictureTimeoutMs: startTimeoutMs,
        onBegin: () => session.receives('mjpeg'),
        onEnd: () => sessions.close(session.id),
      });
    });
}

/** Whatever goes wrong is 504 with a sentence, which is all that callers of it expect. */
async function start(c: Context<AppEnv>, shared: SharedSession, deps: CompatRoutesDeps): Promise<Response> {
  const { cameraId, directory, publicUrl, reportFailure } = deps;
  const left = c.req.raw.signal;
  try {
    if (!shared.current) directory.assertReachable(cameraId);
    await shared.open(left);
  } catch (thrown) {
    if (left.aborted) throw thrown;
    const error = toGatewayError(thrown);
    const requestId = c.get('sharedHeaders')['X-Request-Id'];
    reportFailure(error, { requestId, cameraId });
    return c.json({ status: 'error', message: toProblem(error, requestId).detail }, 504, noStore);
  }
  const base = publicBase(c, startPath, publicUrl);
  const answer = {
    status: 'Video streaming service started successfully',
    stream_url: `${base}${hlsPath}/${compatPlaylistName}`,
  };
  return c.json(answer, 200, noStore);
}

/** These URLs outlive a stream, and the next one has files of the same names. */
const forbidStoring: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  c.res.headers.set('Cache-Control', 'no-store');
};
