/**
 * The headers of HLS answers, and how long caches may keep these (RFC 8216bis appendix B.1). All that differs between two
 * answers is spread over as few steps as can be: they are made thousands of times a second.
 */
import { playlistMediaType } from '@rpi-live-camera/protocol/http';
import type { SharedHeaders } from '../http/shared-headers.js';
import type { LiveStream } from '../store/live-stream.js';

/** What caches may keep, in target durations. */
export const lifetimes = {
  blockedPlaylist: { found: 6, refused: 4 },
  playlist: { found: 0.5, refused: 1 },
  media: { found: 6 },
} as const;

export type PlaylistAnswer = {
  stream: LiveStream;
  bytes: Buffer;
  encoding: 'gzip' | 'identity';
  /** Somebody waited for what it lists. */
  isBlocked: boolean;
};

export function playlistHeaders(shared: SharedHeaders, answer: PlaylistAnswer): Record<string, string> {
  const { stream, bytes, encoding, isBlocked } = answer;
  const { found } = isBlocked ? lifetimes.blockedPlaylist : lifetimes.playlist;
  const headers: Record<string, string> = {
    ...shared,
    'Content-Type': playlistMediaType,
    'Content-Length': String(bytes.length),
    'Cache-Control': cacheFor(found * stream.targetDurationSeconds),
    Vary: shared.Vary === undefined ? 'Accept-Encoding' : `Accept-Encoding, ${shared.Vary}`,
    // Dates have one anchor a run, made of its first pictures, which often come late. A player that tells the delay needs more.
    'Server-Timing': `dates;dur=${stream.datesLateMs.toFixed(1)}`,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
  if (encoding === 'gzip') headers['Content-Encoding'] = encoding;
  return headers;
}

export function mediaHeaders(
  shared: SharedHeaders,
  { stream, bytes }: { stream: LiveStream; bytes: Buffer },
): Record<string, string> {
  return {
    ...shared,
    'Content-Type': 'video/mp4',
    'Content-Length': String(bytes.length),
    // A name never stands for other bytes.
    'Cache-Control': `${cacheFor(lifetimes.media.found * stream.targetDurationSeconds)}, immutable`,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
}

/** Private: the grant in the URL dies with its session, which a shared cache would not know. */
function cacheFor(seconds: number): string {
  return `private, max-age=${Math.floor(seconds)}`;
}
