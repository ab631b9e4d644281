/**
 * The playlist of one stream, for all its viewers: rendered once for each version and form, compressed at most once and only
 * when somebody asks for that. Used by the HLS routes.
 */
import { gzipSync } from 'node:zlib';
import type { LiveStream } from '../store/live-stream.js';
import type { StreamWindow } from '../store/stream-window.js';
import { type PlaylistForm, renderMediaPlaylist } from './media.js';

type Rendered = { window: StreamWindow; bytes: Buffer; gzipped: Buffer | undefined };

export class LivePlaylist {
  readonly #stream: Pick<LiveStream, 'window'>;
  readonly #rendered: Partial<Record<PlaylistForm, Rendered>> = {};

  constructor(stream: Pick<LiveStream, 'window'>) {
    this.#stream = stream;
  }

  /** The playlist as it stands; `undefined` before the stream is ready and after it was closed. */
  bytes(encoding: 'identity' | 'gzip', form: PlaylistForm = 'whole'): Buffer | undefined {
    const { window } = this.#stream;
    if (!window) return undefined;
    let rendered = this.#rendered[form];
    if (rendered?.window !== window) {
      rendered = { window, bytes: Buffer.from(renderMediaPlaylist(window, form)), gzipped: undefined };
      this.#rendered[form] = rendered;
    }
    if (encoding === 'identity') return rendered.bytes;
    rendered.gzipped ??= gzipSync(rendered.bytes);
    return rendered.gzipped;
  }
}
