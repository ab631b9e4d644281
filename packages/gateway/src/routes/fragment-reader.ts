/**
 * What one viewer of `live.mp4` is given: an init segment and then every fragment of one run as it is made, from the
 * newest keyframe on. The bytes are shared by all viewers. One who cannot keep up misses what does not fit into the
 * queue, up to the next keyframe, and holds back nobody.
 */
import type { LiveSource } from '../http/live-pump.js';
import type { LiveBytes } from '../http/live-sink.js';
import type { FeedFragment, FragmentFeed } from '../store/fragment-feed.js';

/** What may wait for a viewer besides what the network has taken: some seconds of video. */
const maxWaitingBytes = 1024 * 1024;

export class FragmentReader implements LiveSource {
  readonly #feed: FragmentFeed;
  readonly #unfollow: () => void;
  #init: FeedFragment['init'] | undefined;
  #isJoining = true;
  #isSkipping = false;
  #waiting: LiveBytes[] = [];
  #waitingBytes = 0;
  #hasEnded = false;
  #onNews: () => void = () => {};

  constructor(feed: FragmentFeed) {
    this.#feed = feed;
    this.#unfollow = feed.follow(
      (fragment) => this.#take(fragment),
      () => {
        if (this.#init) this.#end();
      },
    );
    this.#isJoining = false;
  }

  /** RFC 6381 codecs of what it gives; known with the first bytes. */
  get codecs(): string | undefined {
    return this.#init?.codecs;
  }

  /** At the end of the run whose fragments it began with, and at another init segment. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  async open(onNews: () => void): Promise<void> {
    if (this.#waiting.length === 0 && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#onNews = resolve;
      });
    }
    this.#onNews = onNews;
  }

  take(): readonly LiveBytes[] {
    const taken = this.#waiting;
    if (taken.length > 0) this.#waiting = [];
    this.#feed.sent.fmp4 += this.#waitingBytes;
    this.#waitingBytes = 0;
    return taken;
  }

  /** Lets the feed go. Idempotent. */
  close(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#end();
  }

  #take(fragment: FeedFragment): void {
    if (this.#hasEnded || (!this.#init && !fragment.isKeyframe)) return;
    if (this.#init && fragment.init !== this.#init) {
      this.#end();
      return;
    }
    // The first group of pictures goes out whatever its size, or a viewer would begin with a hole.
    const isFull = this.#waitingBytes > maxWaitingBytes && !this.#isJoining;
    this.#isSkipping = isFull || (this.#isSkipping && !fragment.isKeyframe);
    if (this.#isSkipping) return;
    if (!this.#init) this.#push(fragment.init.bytes);
    this.#init = fragment.init;
    if (fragment.referenceTime) this.#push(fragment.referenceTime);
    this.#push(fragment.bytes);
    this.#onNews();
  }

  #push(bytes: Buffer): void {
    this.#waiting.push(bytes as LiveBytes);
    this.#waitingBytes += bytes.length;
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    // Made in the constructor, which can end it before it returns.
    queueMicrotask(() => this.#unfollow());
    this.#onNews();
  }
}
