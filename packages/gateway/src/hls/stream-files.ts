/**
 * Answers requests for the files of a stream: the playlist with blocking reload, init segments, segments and parts, the
 * hinted part before it is there (RFC 8216bis §6.2.5 and appendix B.1). What is there is answered at once, without a
 * promise: there are thousands of requests a second. Errors are thrown. Used by the routes and by the listener.
 */
import { GatewayError } from '../errors/gateway-error.js';
import { assertWithinReach, isListed, parsePlaylistRequest, wantsDelta } from '../playlist/blocking.js';
import { LivePlaylist } from '../playlist/live-playlist.js';
import type { LiveStream } from '../store/live-stream.js';
import { lifetimes, mediaHeaders, playlistHeaders } from './file-headers.js';
import type { FileAnswer, FileRequest } from './file-request.js';
import { isVlc3, segmentForVlc } from './vlc-segment.js';

/** How many requests of one viewer wait, or are read from storage. */
export type Waits = { waitingCount: number };

/**
 * @param stillOpen called after waiting; throws what to answer to a viewer who may not watch any more
 * @param waits of this viewer, counted here
 * @throws GatewayError `not_found`, `invalid_request`, `playlist_request_too_far`, `stream_not_ready`, `too_many_requests`
 */
export type AnswerFile = (
  stream: LiveStream,
  request: FileRequest,
  stillOpen: () => void,
  waits: Waits,
) => FileAnswer | Promise<FileAnswer>;

/** Half of those that may wait for a stream: a session may be that of a cache with a thousand viewers behind it. */
const maxWaitsPerViewer = 5000;

/** Name of the media playlist. */
export const playlistFileName = 'index.m3u8';
/** Of init segments, segments and parts; a regular expression. */
export const mediaFilePattern = 'init\\d+\\.mp4|(?:seg|part)\\d+\\.m4s';

/** Playlists are rendered once for all requests that one of these answers. */
export function createStreamFiles(): AnswerFile {
  const playlists = new WeakMap<LiveStream, LivePlaylist>();
  const playlistOf = (stream: LiveStream): LivePlaylist => {
    const known = playlists.get(stream);
    if (known) return known;
    const playlist = new LivePlaylist(stream);
    playlists.set(stream, playlist);
    return playlist;
  };

  const answerPlaylist: AnswerFile = (stream, request, stillOpen, waits) => {
    const wanted = parsePlaylistRequest(request.query);
    const form = wantsDelta(request.query) ? 'delta' : 'whole';
    const { window } = stream;
    if (!window) {
      assertMayWait(waits);
      return stream
        .waitUntil(() => stream.isReady, { ...blockingLimit(stream), signal: request.left() })
        .then(() => answerPlaylist(stream, request, stillOpen, waits));
    }
    assertWithinReach(wanted, window);
    const answer = (): FileAnswer => {
      const encoding = acceptsGzip(request.header('accept-encoding')) ? 'gzip' : 'identity';
      const bytes = playlistOf(stream).bytes(encoding, form);
      if (!bytes) throw fileNotFound(playlistFileName);
      const kind = wanted.kind === 'now' ? 'now' : 'blocked';
      stream.feed.sent.hls += bytes.length;
      return { bytes, headers: playlistHeaders(stream, { bytes, encoding, kind }) };
    };
    if (isListed(wanted, window)) return answer();
    assertMayWait(waits);
    const isThere = (): boolean => stream.window !== undefined && isListed(wanted, stream.window);
    return answerAfter(stream.waitUntil(isThere, blockingLimit(stream)), stillOpen, answer);
  };

  const answerMedia: AnswerFile = (stream, request, stillOpen, waits) => {
    const { fileName } = request;
    const answer = (file: Buffer | undefined): FileAnswer => {
      if (!file) throw fileNotFound(fileName);
      const bytes = isVlc3(request.header('user-agent')) ? segmentForVlc(stream, fileName, file) : file;
      stream.feed.sent.hls += bytes.length;
      return { bytes, headers: mediaHeaders(stream, bytes) };
    };
    if (fileName === stream.window?.nextPartName) {
      assertMayWait(waits);
      const isThere = (): boolean => stream.find(fileName) !== undefined;
      const wait = stream.waitUntil(isThere, blockingLimit(stream)).then(() => stream.find(fileName));
      return answerAfter(wait, stillOpen, answer);
    }
    const file = stream.find(fileName);
    if (file) return answer(file);
    assertMayWait(waits);
    const past = stream.past.load(fileName);
    return past ? answerAfter(past, stillOpen, answer) : answer(undefined);
  };

  return (stream, request, stillOpen, waits) => {
    const answerFile = request.fileName === playlistFileName ? answerPlaylist : answerMedia;
    try {
      const answer = answerFile(stream, request, stillOpen, waits);
      if (!(answer instanceof Promise)) return answer;
      waits.waitingCount += 1;
      return answer.then(
        (file) => {
          waits.waitingCount -= 1;
          return file;
        },
        (error) => {
          waits.waitingCount -= 1;
          return refuse(error, stream, request);
        },
      );
    } catch (error) {
      return refuse(error, stream, request);
    }
  };
}

function answerAfter<Awaited>(
  wait: Promise<Awaited>,
  stillOpen: () => void,
  answer: (awaited: Awaited) => FileAnswer,
): Promise<FileAnswer> {
  return wait.then((awaited) => {
    stillOpen();
    return answer(awaited);
  });
}

function assertMayWait({ waitingCount }: Waits): void {
  if (waitingCount < maxWaitsPerViewer) return;
  const message = `${waitingCount} requests of this viewer wait already. Try again when some are answered.`;
  throw new GatewayError('too_many_requests', message, { retryAfterMs: 1000 });
}

/** A refusal may be kept for a while. One that says when to try again may not, nor may what failed here. */
function refuse(error: unknown, stream: LiveStream, { fileName, query }: FileRequest): never {
  if (!(error instanceof GatewayError) || error.status >= 500 || error.retryAfterMs !== undefined)
    throw error;
  const isBlocked = fileName === playlistFileName && query.includes('_HLS_');
  const { refused } = isBlocked ? lifetimes.blockedPlaylist : lifetimes.playlist;
  const { code, message, details, cause } = error;
  const cacheForMs = refused * stream.targetDurationSeconds * 1000;
  throw new GatewayError(code, message, { details, cause, cacheForMs });
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

/** Each digit can be taken in one way only: a header of thousands of them is read once, and not once for each. */
const acceptedGzip = /(?:^|,)\s*gzip\s*(?:;\s*q=(?:1(?:\.0*)?|0\.0*[1-9]\d*)\s*)?(?:,|$)/i;
