/**
 * The playlist of one stream, for all its viewers: rendered once for each version and form, compressed at most once and only
 * when somebody asks for that. Of a long one only both ends are rendered anew. Used by the HLS routes.
 */
import type { LiveStream } from '../store/live-stream.js';
import type { StreamWindow } from '../store/stream-window.js';
import { outlinePlaylist, type PlaylistForm, writeSegments } from './media.js';
import { gzipPieces, PlaylistPiece } from './playlist-piece.js';
import { SettledPages } from './settled-pages.js';

type Rendered = {
  window: StreamWindow;
  pieces: readonly PlaylistPiece[];
  bytes: Buffer;
  gzipped: Buffer | undefined;
};

export class LivePlaylist {
  readonly #stream: Pick<LiveStream, 'window'>;
  readonly #pages = new SettledPages();
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
      const pieces = this.#render(window, form);
      const bytes = Buffer.concat(pieces.map((piece) => piece.bytes));
      rendered = { window, pieces, bytes, gzipped: undefined };
      this.#rendered[form] = rendered;
    }
    if (encoding === 'identity') return rendered.bytes;
    rendered.gzipped ??= gzipPieces(rendered.pieces);
    return rendered.gzipped;
  }

  /** The same text as `renderMediaPlaylist`. */
  #render(window: StreamWindow, form: PlaylistForm): PlaylistPiece[] {
    const { segments } = window;
    const { head, firstIndex, firstWithPartsIndex, hints } = outlinePlaylist(window, form);
    const { pieces, writtenTo } = this.#pages.write(segments, { from: firstIndex, to: firstWithPartsIndex });
    const rest =
      writeSegments(segments, { from: writtenTo, to: firstWithPartsIndex, parts: 'unlisted' }) +
      writeSegments(segments, { from: firstWithPartsIndex, to: segments.length, parts: 'listed' }) +
      hints;
    if (pieces.length === 0) return [new PlaylistPiece(head + rest)];
    return [new PlaylistPiece(head), ...pieces, new PlaylistPiece(rest)];
  }
}
