/**
 * Media on its way into a video: appends one after the other, what has been played long ago taken out, holes stepped
 * over. Part of the lazy chunk of `fmp4`; one per attachment.
 */
import { mediaSourceConstructor } from './media-source.js';

export type MediaBufferDeps = {
  video: HTMLVideoElement;
  /** Of the attachment: its abort ends everything. */
  signal: AbortSignal;
  /** Where to begin in what was appended first: so much before its end. */
  startSeconds: () => number;
  onAppended: () => void;
  /** The browser takes no more. */
  onFailed: (error: unknown) => void;
};

/** Kept behind the playhead, so that a decoder can begin anew. */
const keptSeconds = 8;
/** Taken out in pieces, seldom. */
const removedSeconds = 8;
/** More than this waiting to be appended means that the browser has stopped taking it. */
const maxWaitingBytes = 16 * 1024 * 1024;
/** Nearer to the end than this, playing has run dry. */
const drySeconds = 0.05;

export class MediaBuffer {
  readonly #deps: MediaBufferDeps;
  readonly #mediaSource: MediaSource;
  #sourceBuffer: SourceBuffer | undefined;
  #type: string | undefined;
  /** What comes next: media, or the type of the media behind it. */
  #waiting: (Uint8Array<ArrayBuffer> | { type: string })[] = [];
  #hasBegun = false;

  constructor(deps: MediaBufferDeps) {
    this.#deps = deps;
    const { video, signal } = deps;
    this.#mediaSource = new (mediaSourceConstructor()!)();
    const url = URL.createObjectURL(this.#mediaSource);
    this.#mediaSource.addEventListener('sourceopen', () => this.#pump(), { signal });
    signal.addEventListener('abort', () => URL.revokeObjectURL(url), { once: true });
    // A managed source opens only on an element that promises not to hand it to another device.
    if (!('MediaSource' in globalThis)) video.disableRemotePlayback = true;
    video.src = url;
  }

  /** Seconds that are left to play. */
  get aheadSeconds(): number {
    return Math.max(0, this.endSeconds - this.#deps.video.currentTime);
  }

  get endSeconds(): number {
    const { buffered } = this.#deps.video;
    return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
  }

  /** What is appended from now on is of this type, such as `video/mp4; codecs="avc1.42c01e"`. Append its init segment first. */
  begin(type: string): void {
    this.#waiting.push({ type });
  }

  append(bytes: Uint8Array<ArrayBuffer>[]): void {
    this.#waiting.push(...bytes);
    const waitingBytes = this.#waiting.reduce(
      (total, item) => total + ('length' in item ? item.length : 0),
      0,
    );
    if (waitingBytes > maxWaitingBytes)
      this.#deps.onFailed(new Error('The browser has stopped taking media.'));
    else this.#pump();
  }

  #pump(): void {
    const { signal, onFailed } = this.#deps;
    if (signal.aborted || this.#mediaSource.readyState !== 'open' || this.#waiting.length === 0) return;
    try {
      if (this.#sourceBuffer?.updating || this.#removesOld()) return;
      this.#takeType();
      const media = this.#takeMedia();
      if (media.length > 0) this.#sourceBuffer?.appendBuffer(joined(media));
    } catch (error) {
      onFailed(error);
    }
  }

  #takeType(): void {
    const [next] = this.#waiting;
    if (next === undefined || 'length' in next) return;
    this.#waiting.shift();
    if (this.#sourceBuffer === undefined) this.#sourceBuffer = this.#open(next.type);
    else if (next.type !== this.#type) this.#sourceBuffer.changeType(next.type);
    this.#type = next.type;
  }

  /** Up to where the type changes. */
  #takeMedia(): Uint8Array<ArrayBuffer>[] {
    const media: Uint8Array<ArrayBuffer>[] = [];
    for (let next = this.#waiting[0]; next !== undefined && 'length' in next; next = this.#waiting[0]) {
      media.push(next);
      this.#waiting.shift();
    }
    return media;
  }

  #open(type: string): SourceBuffer {
    const { signal, onAppended, onFailed } = this.#deps;
    const sourceBuffer = this.#mediaSource.addSourceBuffer(type);
    this.#mediaSource.duration = Number.POSITIVE_INFINITY;
    const listening = { signal };
    sourceBuffer.addEventListener(
      'error',
      () => onFailed(new Error('The browser cannot decode the media.')),
      listening,
    );
    sourceBuffer.addEventListener(
      'updateend',
      () => {
        this.#place();
        onAppended();
        this.#pump();
      },
      listening,
    );
    return sourceBuffer;
  }

  /** Puts the playhead where there is media: at the beginning, and behind a hole that it has come to. */
  #place(): void {
    const { video, startSeconds } = this.#deps;
    const { buffered, currentTime } = video;
    if (buffered.length === 0) return;
    const last = buffered.length - 1;
    const isDry = currentTime >= buffered.end(Math.max(0, last - 1)) - drySeconds;
    if (this.#hasBegun && (last === 0 || currentTime >= buffered.start(last) || !isDry)) return;
    this.#hasBegun = true;
    video.currentTime = Math.max(buffered.start(last), buffered.end(last) - startSeconds());
  }

  /** @returns whether it does, and the next append has to wait for it */
  #removesOld(): boolean {
    const { buffered, currentTime } = this.#deps.video;
    if (
      this.#sourceBuffer === undefined ||
      buffered.length === 0 ||
      currentTime - buffered.start(0) < keptSeconds + removedSeconds
    )
      return false;
    this.#sourceBuffer.remove(0, currentTime - keptSeconds);
    return true;
  }
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first, ...others] = pieces;
  if (first !== undefined && others.length === 0) return first;
  const all = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
