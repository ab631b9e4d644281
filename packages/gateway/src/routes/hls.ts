/**
 * Low-Latency HLS over HTTP: the playlist with blocking reload, init segments, segments and parts, the hinted part before
 * it is there (RFC 8216bis §6.2.5 and appendix B.1). Errors are thrown; the app's error handler answers them.
 */
import { type Context, Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import { respondWithBytes } from '../http/bytes-response.js';
import type { SharedHeadersOf } from '../http/shared-headers.js';
import { assertWithinReach, isListed, parsePlaylistRequest } from '../playlist/blocking.js';
import { LivePlaylist } from '../playlist/live-playlist.js';
import type { LiveStream } from '../store/live-stream.js';
import { lifetimes, mediaHeaders, playlistHeaders } from './hls-headers.js';
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
  sharedHeadersOf: SharedHeadersOf;
};

/**
 * Answers a request for one file of a stream: at once where it is there, else as soon as it is.
 *
 * @param fileName `index.m3u8` or a name from the playlist
 * @param stillOpen called after waiting; throws what to answer to a viewer who may not watch any more
 */
export type HlsResponder = (
  c: Context<AppEnv>,
  stream: LiveStream,
  fileName: string,
  stillOpen: () => void,
) => Response | Promise<Response>;

/** Name of the media playlist. */
export const playlistFileName = 'index.m3u8';

/** Other transports live under the same path. */
const filePattern = 'index\\.m3u8|init\\d+\\.mp4|(?:seg|part)\\d+\\.m4s';

/** For middleware: these routes write what all answers share by themselves. */
export const everyPathButHls = `/:path{(?!live/[^/]+/[^/]+/(?:${filePattern})$).*}`;

/** `GET /live/:grant/:cameraId/:file`. A request is a sign of life when it comes, one that was blocked again when it is answered. */
export function createHlsRoutes({ openGrant, sharedHeadersOf }: HlsRoutesDeps): Hono<AppEnv> {
  const respond = createHlsResponder({ sharedHeadersOf });
  const path = `/live/:grant/:cameraId/:file{${filePattern}}` as const;
  return new Hono<AppEnv>().get(path, (c) => {
    const { grant, cameraId, file } = c.req.param();
    const open = (): HlsGrant => {
      const opened = openGrant(grant, cameraId);
      if (!opened) throw new GatewayError('not_found', 'The session has ended. Ask for a new one.');
      opened.touch();
      return opened;
    };
    // A session that ended while the request was blocked gets nothing any more.
    return respond(c, open().stream, file, open);
  });
}

/** For routes that find the stream in another way. Playlists are rendered once for all requests of one responder. */
export function createHlsResponder({
  sharedHeadersOf,
}: Pick<HlsRoutesDeps, 'sharedHeadersOf'>): HlsResponder {
  const playlists = new WeakMap<LiveStream, LivePlaylist>();
  const playlistOf = (stream: LiveStream): LivePlaylist => {
    const known = playlists.get(stream);
    if (known) return known;
    const playlist = new LivePlaylist(stream);
    playlists.set(stream, playlist);
    return playlist;
  };

  const respondWithPlaylist: HlsResponder = (c, stream, _fileName, stillOpen) => {
    const request = parsePlaylistRequest(c.req.query());
    const { window } = stream;
    if (!window) {
      return stream
        .waitUntil(() => stream.isReady, { ...blockingLimit(stream), signal: c.req.raw.signal })
        .then(() => respondWithPlaylist(c, stream, playlistFileName, stillOpen));
    }
    assertWithinReach(request, window);
    const respond = (): Response => {
      const encoding = acceptsGzip(c.req.header('Accept-Encoding')) ? 'gzip' : 'identity';
      const bytes = playlistOf(stream).bytes(encoding);
      if (!bytes) throw fileNotFound(playlistFileName);
      const isBlocked = request.kind !== 'now';
      return respondWithBytes(
        bytes,
        playlistHeaders(sharedHeadersOf(c), { stream, bytes, encoding, isBlocked }),
      );
    };
    if (isListed(request, window)) return respond();
    const isThere = (): boolean => stream.window !== undefined && isListed(request, stream.window);
    return stream.waitUntil(isThere, blockingLimit(stream)).then(() => {
      stillOpen();
      return respond();
    });
  };

  const respondWithMedia: HlsResponder = (c, stream, fileName, stillOpen) => {
    const respond = (): Response => {
      const file = stream.find(fileName);
      if (!file) throw fileNotFound(fileName);
      const bytes = isVlc3(c.req.header('User-Agent')) ? segmentForVlc(stream, fileName, file) : file;
      return respondWithBytes(bytes, mediaHeaders(sharedHeadersOf(c), { stream, bytes }));
    };
    if (fileName !== stream.window?.nextPartName) return respond();
    return stream
      .waitUntil(() => stream.find(fileName) !== undefined, blockingLimit(stream))
      .then(() => {
        stillOpen();
        return respond();
      });
  };

  return (c, stream, fileName, stillOpen) => {
    const isPlaylist = fileName === playlistFileName;
    const refuse = (error: unknown): never => {
      const isBlocked = isPlaylist && (c.req.query('_HLS_msn') ?? c.req.query('_HLS_part')) !== undefined;
      const { refused } = isBlocked ? lifetimes.blockedPlaylist : lifetimes.playlist;
      throw limitLifetime(error, refused * stream.targetDurationSeconds * 1000);
    };
    const respond = isPlaylist ? respondWithPlaylist : respondWithMedia;
    try {
      const response = respond(c, stream, fileName, stillOpen);
      return response instanceof Promise ? response.catch(refuse) : response;
    } catch (error) {
      return refuse(error);
    }
  };
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
