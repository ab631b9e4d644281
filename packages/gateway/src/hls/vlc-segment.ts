/**
 * Segments for VLC 3: it makes another decoder at EXT-X-DISCONTINUITY and never loads the EXT-X-MAP that belongs there, so
 * it ends with "no moov before mdat". For it alone, the first segment behind a discontinuity has its init segment in front.
 */
import type { LiveStream } from '../store/live-stream.js';

export function isVlc3(userAgent: string | undefined): boolean {
  return /\bVLC\/3\./.test(userAgent ?? '');
}

/** @param bytes the file of this name as everybody else gets it */
export function segmentForVlc(stream: LiveStream, name: string, bytes: Buffer): Buffer {
  const segment = stream.window?.segments.find((listed) => listed.name === name);
  return segment?.hasDiscontinuity ? Buffer.concat([segment.init.bytes, bytes]) : bytes;
}
