/**
 * The fragments of a stream as they are made, for those who take each of them and not whole parts: the decoder of
 * pictures, endless responses. Made once, shared by all. Owned by the live stream.
 */
import type { InitSegment } from '../packager/init-segment.js';
import type { Fragment } from '../packager/media-output.js';
import { nothingSent, type SentBytes } from './sent-bytes.js';

/** A fragment with what a decoder needs before it: another object than before means another run or other parameters. */
export type FeedFragment = Fragment & { readonly init: InitSegment };

export type FragmentListener = (fragment: FeedFragment) => void;

type Follower = { onFragment: FragmentListener; onRunEnd: () => void };

/** A camera without keyframes would otherwise fill the memory; beyond it followers wait for the next keyframe. */
const defaultMaxGroupBytes = 8 * 1024 * 1024;

export type FragmentFeedOptions = {
  /** @default a count of its own */
  sent?: SentBytes | undefined;
  /** @default 8 MiB */
  maxGroupBytes?: number;
};

export class FragmentFeed {
  /** What viewers of the stream have been given; those who give it count it there. */
  readonly sent: SentBytes;
  readonly #maxGroupBytes: number;
  readonly #followers = new Set<Follower>();
  /** From the newest keyframe on; empty when that is too far back, or no longer live. */
  #group: FeedFragment[] = [];
  #groupBytes = 0;

  constructor({ sent = nothingSent(), maxGroupBytes = defaultMaxGroupBytes }: FragmentFeedOptions = {}) {
    this.sent = sent;
    this.#maxGroupBytes = maxGroupBytes;
  }

  /** What is there from the newest keyframe on. The bytes are shared; nobody may change them. */
  get group(): readonly FeedFragment[] {
    return this.#group;
  }

  /**
   * Hands over every fragment from the newest keyframe on: those that are there at once, further ones as they are made.
   * The bytes are shared; nobody may change them.
   *
   * @param onRunEnd told when no further fragment of the same run comes
   * @returns ends it
   */
  follow(onFragment: FragmentListener, onRunEnd?: () => void): () => void {
    for (const fragment of this.#group) onFragment(fragment);
    return this.followNext(onFragment, onRunEnd);
  }

  /** As `follow`, but only those that are made from now on. */
  followNext(onFragment: FragmentListener, onRunEnd: () => void = () => {}): () => void {
    const follower = { onFragment, onRunEnd };
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  push(fragment: FeedFragment): void {
    this.#remember(fragment);
    for (const { onFragment } of this.#followers) onFragment(fragment);
  }

  /** What was made is no longer live: who comes now begins with the next keyframe. */
  interrupt(): void {
    this.#forgetGroup();
  }

  endRun(): void {
    this.#forgetGroup();
    for (const { onRunEnd } of this.#followers) onRunEnd();
  }

  /** Forgets everything; followers hear no more. */
  clear(): void {
    this.endRun();
    this.#followers.clear();
  }

  #remember(fragment: FeedFragment): void {
    if (fragment.isKeyframe) this.#forgetGroup();
    else if (this.#group.length === 0) return;
    this.#groupBytes += fragment.bytes.length;
    if (this.#groupBytes > this.#maxGroupBytes) this.#forgetGroup();
    else this.#group.push(fragment);
  }

  #forgetGroup(): void {
    this.#group = [];
    this.#groupBytes = 0;
  }
}
