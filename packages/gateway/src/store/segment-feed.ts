/**
 * The segments of a stream as they are completed, gaps between them included, for those who keep them: recordings. Owned by
 * the live stream, which calls it on the live path: followers take references and come back at once.
 */
import type { Segment } from './segment.js';

export type SegmentFollower = {
  /** It is complete; its bytes are shared, nobody may change them. */
  onSegment(segment: Segment): void;
  /** There will be no more. */
  onEnd(): void;
};

export class SegmentFeed {
  readonly #followers = new Set<SegmentFollower>();
  #hasEnded = false;

  /**
   * Hands over every segment that is completed from now on; of a stream that has ended only its end.
   *
   * @returns ends it
   */
  follow(follower: SegmentFollower): () => void {
    if (this.#hasEnded) follower.onEnd();
    else this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  push(segment: Segment): void {
    for (const { onSegment } of this.#followers) onSegment(segment);
  }

  /** Idempotent. */
  end(): void {
    this.#hasEnded = true;
    const followers = [...this.#followers];
    this.#followers.clear();
    for (const { onEnd } of followers) onEnd();
  }
}
