/**
 * Chunks of HTTP/1.1's transfer coding (RFC 9112 §7.1), framed once for all viewers: then a piece of media is one buffer
 * and one system call a viewer, not three.
 */
import type { LiveBytes } from './live-sink.js';

/** The same buffer for the same bytes, for as long as somebody keeps them. */
export type ChunkFramer = (bytes: LiveBytes) => LiveBytes;

export function createChunkFramer(): ChunkFramer {
  const chunks = new WeakMap<LiveBytes, LiveBytes>();
  return (bytes) => {
    const known = chunks.get(bytes);
    if (known) return known;
    const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
    const chunk = Buffer.concat([size, bytes, Buffer.from('\r\n')]);
    chunks.set(bytes, chunk);
    return chunk;
  };
}
