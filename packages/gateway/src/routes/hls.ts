/**
 * Low-Latency HLS over HTTP: the playlist with blocking reload, init segments, segments and parts, the hinted part before
 * it is there (RFC 8216bis §6.2.5 and appendix B.1). Errors are thrown; the app's error handler answers them.
 */
import { playlistMediaType } from '@rpi-live-camera/protocol/http';
import { type Context, Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import { respondWithBytes } from '../http/bytes-response.js';
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
export type HlsResponder = (c: Context<AppEnv>, stream: LiveStream, fileName: string) => Promise<Response>;

/** Name of the media playlist. */
export const playlistFileName = 'index.m3u8';

/** Other transports live under the same path. */
const filePattern = 'index\\.m3u8|init\\d+\\.mp4|(?:seg|part)\\d+\\.m4s';

/** `GET /live/:grant/:cameraId/:file`. A request is a sign of life when it comes and again when it is answered. */
export function createHlsRoutes({ openGrant }: HlsRoutesDeps): Hono<AppEnv> {
  const respond = createHlsResponder();
  const path = `/live/:grant/:cameraId/:file{${filePattern}}` as const;
  return new Hono<AppEnv>().get(path, async (c) => {
    const { grant, cameraId, file } = c.req.param();
    const open = (): HlsGrant => {
      const opened = openGrant(grant, cameraId);
      if (!opened) throw new GatewayError('not_found', 'The session has ended. Ask for a new one.');
      opened.touch();
      return opened;
    };
    const response = await respond(c, open().stream, file);
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
  return async (c, stream, fileName) => {
    const isPlaylist = fileName === playlistFileName;
    try {
      if (isPlaylist) return await respondWithPlaylist(c, stream, playlistOf(stream));
      return await respondWithMedia(c, stream, fileName);
    } catch (error) {
      const isBlocked = isPlaylist && (c.req.query('_HLS_msn') ?? c.req.query('_HLS_part')) !== undefined;
      const { refused } = isBlocked ? lifetimes.blockedPlaylist : lifetimes.playlist;
      throw limitLifetime(error, refused * stream.targetDurationSeconds * 1000);
    }
  };
}

async function respondWithPlaylist(
  c: Context<AppEnv>,
  stream: LiveStream,
  playlist: LivePlaylist,
): Promise<Response> {
  const request = parsePlaylistRequest(c.req.query());
  if (!stream.isReady) {
    await stream.waitUntil(() => stream.isReady, { ...blockingLimit(stream), signal: c.req.raw.signal });
  }
  if (stream.window) assertWithinReach(request, stream.window);
  await stream.waitUntil(
    () => stream.window !== undefined && isListed(request, stream.window),
    blockingLimit(stream),
  );
  const encoding = acceptsGzip(c.req.header('Accept-Encoding')) ? 'gzip' : 'identity';
  const bytes = playlist.bytes(encoding);
  if (!bytes) throw fileNotFound(playlistFileName);
  const lifetime = request.kind === 'now' ? lifetimes.playlist : lifetimes.blockedPlaylist;
  return respondWithBytes(c, bytes, {
    'Content-Type': playlistMediaType,
    'Content-Length': String(bytes.length),
    ...(encoding === 'gzip' && { 'Content-Encoding': encoding }),
    'Cache-Control': cacheFor(lifetime.found * stream.targetDurationSeconds),
    Vary: 'Accept-Encoding',
    // Dates have one anchor a run, made of its first pictures, which often come late. A player that tells the delay needs more.
    'Server-Timing': `dates;dur=${stream.datesLateMs.toFixed(1)}`,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
}

async function respondWithMedia(c: Context<AppEnv>, stream: LiveStream, fileName: string): Promise<Response> {
  const isHinted = fileName === stream.window?.nextPartName;
  if (isHinted) {
    await stream.waitUntil(() => stream.find(fileName) !== undefined, blockingLimit(stream));
  }
  const file = stream.find(fileName);
  if (!file) throw fileNotFound(fileName);
  const bytes = isVlc3(c.req.header('User-Agent')) ? segmentForVlc(stream, fileName, file) : file;
  return respondWithBytes(c, bytes, {
    'Content-Type': 'video/mp4',
    'Content-Length': String(bytes.length),
    // A name never stands for other bytes.
    'Cache-Control': `${cacheFor(lifetimes.media.found * stream.targetDurationSeconds)}, immutable`,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
}

/** What caches may keep, in target durations (RFC 8216bis appendix B.1). */
const lifetimes = {
  blockedPlaylist: { found: 6, refused: 4 },
  playlist: { found: 0.5, refused: 1 },
  media: { found: 6 },
} as const;

/** Private: the grant in the URL dies with its session, which a shared cache would not know. */
function cacheFor(seconds: number): string {
  return `private, max-age=${Math.floor(seconds)}`;
}

/** A refusal may be kept for a while. A 503 may not: it says itself when to try again. */
function limitLifetime(error: unknown, cacheForMs: number): unknown {
  if (!(error instanceof GatewayError) || error.status >= 500) return error;
  const { code, message, details, retryAfterMs, cause } = error;
  return new GatewayError(code, message, { details, retryAfterMs, cause, cacheForMs });
}

/**
 * A request is blocked for three target durations at most (RFC 8216bis §6.2.5.2). One whose client has left is not taken
 * out before: the next part lets it go, and an abort signal for each request costs more than all other waiting.
 */
function blockingLimit(stream: LiveStream): { timeoutMs: number } {
  return { timeoutMs: 3 * stream.targetDurationSeconds * 1000 };
}

function fileNotFound(fileName: string): GatewayError {
  return new GatewayError('not_found', `${fileName} is not there, or not any more. Reload the playlist.`);
}

/** Whether an `Accept-Encoding` header names gzip with a weight above zero (RFC 9110 §12.5.3). */
function acceptsGzip(header: string | undefined): boolean {
  return header !== undefined && acceptedGzip.test(header);
}

const acceptedGzip = /(?:^|,)\s*gzip\s*(?:;\s*q=(?:1(?:\.0*)?|0\.\d*[1-9]\d*)\s*)?(?:,|$)/i;
