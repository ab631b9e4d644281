/**
 * Low-Latency HLS over HTTP: the playlist with blocking reload, init segments, segments and parts, the hinted part before
 * it is there (RFC 8216bis §6.2.5 and appendix B.1). Errors are thrown; the app's error handler answers them.
 */
import { playlistMediaType } from '@rpi-live-camera/protocol/http';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import { assertWithinReach, isListed, parsePlaylistRequest } from '../playlist/blocking.js';
import { LivePlaylist } from '../playlist/live-playlist.js';
import type { LiveStream } from '../store/live-stream.js';
import { isVlc3, segmentForVlc } from './vlc-segment.js';

/** What a grant gives access to. */
export type HlsGrant = {
  stream: LiveStream;
  /** Sign of life of the viewer. */
  touch(): void;
};

export type HlsRoutesDeps = {
  /** `undefined` for a grant that is unknown, has ended, or is for another camera. */
  openGrant(grant: string, cameraId: string): HlsGrant | undefined;
};

/** Answers a request for one file of a stream; `fileName` is `index.m3u8` or a name from the playlist. */
export type HlsResponder = (c: Context, stream: LiveStream, fileName: string) => Promise<Response>;

type HlsEnv = { Variables: { targetDurationSeconds: number } };

/** Name of the media playlist. */
export const playlistFileName = 'index.m3u8';

/** Other transports live under the same path. */
const filePattern = 'index\\.m3u8|init\\d+\\.mp4|(?:seg|part)\\d+\\.m4s';

/** `GET /live/:grant/:cameraId/:file`. A request is a sign of life when it comes and again when it is answered. */
export function createHlsRoutes({ openGrant }: HlsRoutesDeps): Hono<HlsEnv> {
  const respond = createHlsResponder();
  const path = `/live/:grant/:cameraId/:file{${filePattern}}` as const;
  return new Hono<HlsEnv>().get(path, limitErrorLifetime, async (c) => {
    const { grant, cameraId, file } = c.req.param();
    const open = (): HlsGrant => {
      const opened = openGrant(grant, cameraId);
      if (!opened) throw new GatewayError('not_found', 'The session has ended. Ask for a new one.');
      opened.touch();
      return opened;
    };
    const { stream } = open();
    c.set('targetDurationSeconds', stream.targetDurationSeconds);
    const response = await respond(c, stream, file);
    // A session that ended while the request was blocked gets nothing any more.
    open();
    return response;
  });
}

/** For routes that find the stream in another way. Playlists are rendered once for all requests of one responder. */
export function createHlsResponder(): HlsResponder {
  const playlists = new WeakMap<LiveStream, LivePlaylist>();
  const playlistOf = (stream: LiveStream): LivePlaylist => {
    const known = playlists.get(stream);
    if (known) return known;
    const playlist = new LivePlaylist(stream);
    playlists.set(stream, playlist);
    return playlist;
  };
  return (c, stream, fileName) =>
    fileName === playlistFileName
      ? respondWithPlaylist(c, stream, playlistOf(stream))
      : respondWithMedia(c, stream, fileName);
}

async function respondWithPlaylist(
  c: Context,
  stream: LiveStream,
  playlist: LivePlaylist,
): Promise<Response> {
  const request = parsePlaylistRequest(c.req.query());
  const waitOptions = blockingLimits(c, stream);
  await stream.waitUntil(() => stream.isReady, waitOptions);
  if (stream.window) assertWithinReach(request, stream.window);
  await stream.waitUntil(() => stream.window !== undefined && isListed(request, stream.window), waitOptions);
  const encoding = acceptsGzip(c.req.header('Accept-Encoding')) ? 'gzip' : 'identity';
  const bytes = playlist.bytes(encoding);
  if (!bytes) throw fileNotFound(playlistFileName);
  c.header('Vary', 'Accept-Encoding', { append: true });
  if (encoding === 'gzip') c.header('Content-Encoding', encoding);
  // Dates have one anchor a run, made of its first pictures, which often come late. A player that tells the delay needs more.
  c.header('Server-Timing', `dates;dur=${stream.datesLateMs.toFixed(1)}`);
  const lifetime = request.kind === 'now' ? lifetimes.playlist : lifetimes.blockedPlaylist;
  const cacheControl = cacheFor(lifetime.found * stream.targetDurationSeconds);
  return respondWithBytes(c, bytes, { contentType: playlistMediaType, cacheControl });
}

async function respondWithMedia(c: Context, stream: LiveStream, fileName: string): Promise<Response> {
  const isHinted = fileName === stream.window?.nextPartName;
  if (isHinted) {
    await stream.waitUntil(() => stream.find(fileName) !== undefined, blockingLimits(c, stream));
  }
  const file = stream.find(fileName);
  if (!file) throw fileNotFound(fileName);
  const bytes = isVlc3(c.req.header('User-Agent')) ? segmentForVlc(stream, fileName, file) : file;
  // A name never stands for other bytes.
  const cacheControl = `${cacheFor(lifetimes.media.found * stream.targetDurationSeconds)}, immutable`;
  return respondWithBytes(c, bytes, { contentType: 'video/mp4', cacheControl });
}

/** What caches may keep, in target durations (RFC 8216bis appendix B.1). */
const lifetimes = {
  blockedPlaylist: { found: 6, refused: 4 },
  playlist: { found: 0.5, refused: 1 },
  media: { found: 6, refused: 1 },
} as const;

/** Private: the grant in the URL dies with its session, which a shared cache would not know. */
function cacheFor(seconds: number): string {
  return `private, max-age=${Math.floor(seconds)}`;
}

/** A refusal may be kept for a while. A 503 may not: it says itself when to try again. */
const limitErrorLifetime: MiddlewareHandler<HlsEnv> = async (c, next) => {
  await next();
  const targetDurationSeconds = c.get('targetDurationSeconds');
  if (c.res.status < 400 || c.res.status >= 500 || targetDurationSeconds === undefined) return;
  const isPlaylist = c.req.param('file') === playlistFileName;
  const isBlocked = isPlaylist && (c.req.query('_HLS_msn') ?? c.req.query('_HLS_part')) !== undefined;
  const { refused } = isBlocked ? lifetimes.blockedPlaylist : lifetimes.playlist;
  c.res.headers.set('Cache-Control', cacheFor(refused * targetDurationSeconds));
};

/** A request is blocked for three target durations at most (RFC 8216bis §6.2.5.2), and while its client is there. */
function blockingLimits(c: Context, stream: LiveStream): { signal: AbortSignal; timeoutMs: number } {
  return { signal: c.req.raw.signal, timeoutMs: 3 * stream.targetDurationSeconds * 1000 };
}

type BytesHeaders = { contentType: string; cacheControl: string };

function respondWithBytes(c: Context, bytes: Buffer, { contentType, cacheControl }: BytesHeaders): Response {
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
    'Content-Type': contentType,
    'Content-Length': String(bytes.length),
    'Cache-Control': cacheControl,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
}

function fileNotFound(fileName: string): GatewayError {
  return new GatewayError('not_found', `${fileName} is not there, or not any more. Reload the playlist.`);
}

/** Whether an `Accept-Encoding` header names gzip with a weight above zero (RFC 9110 §12.5.3). */
function acceptsGzip(header: string | undefined): boolean {
  return (header ?? '')
    .split(',')
    .some((item) => /^\s*gzip\s*(;\s*q=(1(\.0*)?|0\.\d*[1-9]\d*)\s*)?$/i.test(item));
}
