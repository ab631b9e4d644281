/**
 * What one viewer of `live.mp4` is given: an init segment and then every fragment of one run as it is made, from the
 * newest keyframe on. The bytes are shared by all viewers. One who cannot keep up misses what does not fit into the
 * queue, up to the next keyframe, and holds back nobody.
 */
import type { FeedFragment, FragmentFeed } from '../store/fragment-feed.js';

/** What may wait for a viewer besides what the network has taken: some seconds of video. */
const maxWaitingBytes = 1024 * 1024;

export class FragmentReader {
  readonly #unfollow: () => void;
  #init: FeedFragment['init'] | undefined;
  #isSkipping = false;
  #waiting: Buffer<ArrayBuffer>[] = [];
  #waitingBytes = 0;
  #hasEnded = false;
  #wake: () => void = () => {};
  #signal: AbortSignal | undefined;

  constructor(feed: FragmentFeed) {
    this.#unfollow = feed.follow(
      (fragment) => this.#take(fragment),
      () => {
        if (this.#init) this.#end();
      },
    );
  }

  /** RFC 6381 codecs of what it gives; known with the first bytes. */
  get codecs(): string | undefined {
    return this.#init?.codecs;
  }

  /**
   * All that waits, in one piece; waits for it. One call at a time.
   *
   * @param signal the same at each call; its abort is the end, too
   * @returns `undefined` at the end: that of the run whose fragments it began with, or another init segment
   */
  async read(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#signal !== signal) {
      this.#signal = signal;
      signal.addEventListener('abort', () => this.#end(), { once: true });
      if (signal.aborted) this.#end();
    }
    if (this.#waiting.length === 0 && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const [first, ...others] = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return first && others.length > 0 ? Buffer.concat([first, ...others]) : first;
  }

  /** Lets the feed go. Idempotent. */
  close(): void {
    this.#end();
    this.#waiting = [];
  }

  #take(fragment: FeedFragment): void {
    if (this.#hasEnded || (!this.#init && !fragment.isKeyframe)) return;
    if (this.#init && fragment.init !== this.#init) {
      this.#end();
      return;
    }
    // The first group of pictures goes out whatever its size, or a viewer would begin with a hole.
    const isFull = this.#waitingBytes > maxWaitingBytes && this.#signal !== undefined;
    this.#isSkipping = isFull || (this.#isSkipping && !fragment.isKeyframe);
    if (this.#isSkipping) return;
    if (!this.#init) this.#push(fragment.init.bytes);
    this.#init = fragment.init;
    if (fragment.referenceTime) this.#push(fragment.referenceTime);
    this.#push(fragment.bytes);
    this.#wake();
  }

  #push(bytes: Buffer): void {
    this.#waiting.push(bytes as Buffer<ArrayBuffer>);
    this.#waitingBytes += bytes.length;
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    // Made in the constructor, which can end it before it returns.
    queueMicrotask(() => this.#unfollow());
    this.#wake();
  }
}
