/**
 * What one viewer of `video.mjpeg` is given: the newest picture whenever it has taken the one before, as a part of a
 * `multipart/x-mixed-replace` (RFC 2046 §5.1). It misses those that were made meanwhile, and nothing queues.
 */
import type { LiveSource } from '../http/live-pump.js';
import type { LiveBytes } from '../http/live-sink.js';
import type { Picture, PictureLook, StreamPictures } from '../pictures/stream-pictures.js';

export type PictureReaderDeps = {
  pictures: StreamPictures;
  /** A part with the boundary that follows it. */
  partOf(picture: Picture): LiveBytes;
  /** What comes before the first part. */
  opening: LiveBytes;
  /** How long the first picture may take. */
  firstPictureTimeoutMs: number;
  /** Called once, when there is a first picture. */
  onBegin(): void;
  /** Called once, with its end. */
  onEnd(): void;
};

export class PictureReader implements LiveSource {
  readonly #deps: PictureReaderDeps;
  readonly #look: PictureLook;
  readonly #closing = new AbortController();
  #first: Picture | undefined;
  #onNews: () => void = () => {};

  constructor(deps: PictureReaderDeps) {
    this.#deps = deps;
    this.#look = deps.pictures.look({ onNews: () => this.#onNews() });
  }

  get hasEnded(): boolean {
    return this.#deps.pictures.isClosed;
  }

  async open(onNews: () => void): Promise<void> {
    const { firstPictureTimeoutMs: timeoutMs, onBegin } = this.#deps;
    this.#first = await this.#look.next({ signal: this.#closing.signal, timeoutMs });
    this.#onNews = onNews;
    onBegin();
  }

  take(): readonly LiveBytes[] {
    const { pictures, partOf, opening } = this.#deps;
    const first = this.#first;
    this.#first = undefined;
    // The first reader of the answer may come later than the picture that it was opened with.
    const picture = this.#look.take() ?? first;
    if (!picture) return [];
    pictures.sent.mjpeg += picture.jpeg.length;
    return first ? [opening, partOf(picture)] : [partOf(picture)];
  }

  close(): void {
    this.#closing.abort();
    this.#look.close();
    this.#deps.onEnd();
  }
}
