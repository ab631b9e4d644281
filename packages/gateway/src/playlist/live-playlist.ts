/**
 * The playlist of one stream, for all its viewers: rendered once for each version, compressed at most once and only when
 * somebody asks for that. Used by the HLS routes.
 */
import { gzipSync } from 'node:zlib';
import type { LiveStream } from '../store/live-stream.js';
import type { StreamWindow } from '../store/stream-window.js';
import { renderMediaPlaylist } from './media.js';

export class LivePlaylist {
  readonly #stream: Pick<LiveStream, 'window'>;
  #rendered: { window: StreamWindow; bytes: Buffer; gzipped: Buffer | undefined } | undefined;

  constructor(stream: Pick<LiveStream, 'window'>) {
    this.#stream = stream;
  }

  /** The playlist as it stands; `undefined` before the stream is ready and after it was closed. */
  bytes(encoding: 'identity' | 'gzip'): Buffer | undefined {
    const { window } = this.#stream;
    if (!window) return undefined;
    if (this.#rendered?.window !== window) {
      this.#rendered = { window, bytes: Buffer.from(renderMediaPlaylist(window)), gzipped: undefined };
    }
    if (encoding === 'identity') return this.#rendered.bytes;
    this.#rendered.gzipped ??= gzipSync(this.#rendered.bytes);
    return this.#rendered.gzipped;
  }
}
