/** The headers of HLS answers, and how long caches may keep these (RFC 8216bis appendix B.1). */
import { playlistMediaType } from '@rpi-live-camera/protocol/http';
import type { LiveStream } from '../store/live-stream.js';
import type { HeaderList } from './file-request.js';

/** What caches may keep, in target durations. */
export const lifetimes = {
  blockedPlaylist: { found: 6, refused: 4 },
  playlist: { found: 0.5, refused: 1 },
  media: { found: 6 },
} as const;

export type PlaylistFacts = {
  bytes: Buffer;
  encoding: 'gzip' | 'identity';
  /** `blocked`: somebody may have waited for what it lists. */
  kind: 'blocked' | 'now';
};

export function playlistHeaders(stream: LiveStream, facts: PlaylistFacts): HeaderList {
  const { found } = facts.kind === 'blocked' ? lifetimes.blockedPlaylist : lifetimes.playlist;
  const headers = [
    'Content-Type',
    playlistMediaType,
    'Content-Length',
    String(facts.bytes.length),
    'Cache-Control',
    cacheFor(found * stream.targetDurationSeconds),
    'Vary',
    'Accept-Encoding',
    // Dates have one anchor a run, made of its first pictures, which often come late. A player that tells the delay needs more.
    'Server-Timing',
    `dates;dur=${stream.datesLateMs.toFixed(1)}`,
    ...usableByAll,
  ];
  if (facts.encoding === 'gzip') headers.push('Content-Encoding', facts.encoding);
  return headers;
}

export function mediaHeaders(stream: LiveStream, bytes: Buffer): HeaderList {
  return [
    'Content-Type',
    'video/mp4',
    'Content-Length',
    String(bytes.length),
    // A name never stands for other bytes.
    'Cache-Control',
    `${cacheFor(lifetimes.media.found * stream.targetDurationSeconds)}, immutable`,
    ...usableByAll,
  ];
}

const usableByAll = ['Cross-Origin-Resource-Policy', 'cross-origin'];

/** Private: the grant in the URL dies with its session, which a shared cache would not know. */
function cacheFor(seconds: number): string {
  return `private, max-age=${Math.floor(seconds)}`;
}
