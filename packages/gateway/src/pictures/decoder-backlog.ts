/**
 * What a picture decoder owes: the frames that were written to it and have not come out as pictures. Tells when it does
 * not keep up, and when it hangs. Times are on the monotonic clock. One a picture decoder.
 */

/** A decoder that is further behind shows the past. */
const maxLagMs = 500;
/** Frames that a decoder may hold back to put them in order; a camera has none or a few such. */
const maxHeldBackCount = 4;
/** After this long without a picture, what it owes is taken for swallowed. */
const silentMs = 1000;
/** The start of ffmpeg on a busy small machine takes about a second. */
const hangAfterMs = 5000;

export class DecoderBacklog {
  /** When each frame that is owed was written, oldest first. */
  #writtenAtMs: number[] = [];
  #lastPictureAtMs = Number.NEGATIVE_INFINITY;
  /** When the first frame after the last picture was written. */
  #unansweredSinceMs: number | undefined;

  onWritten(nowMs: number): void {
    this.#writtenAtMs.push(nowMs);
    this.#unansweredSinceMs ??= nowMs;
  }

  onPicture(nowMs: number): void {
    this.#writtenAtMs.shift();
    this.#lastPictureAtMs = nowMs;
    this.#unansweredSinceMs = undefined;
  }

  /** Too far behind to be given more. */
  isBehind(nowMs: number): boolean {
    const oldestMs = this.#writtenAtMs[0];
    return (
      oldestMs !== undefined && this.#writtenAtMs.length > maxHeldBackCount && nowMs - oldestMs > maxLagMs
    );
  }

  /** While nothing is written: it has caught up. */
  hasCaughtUp(nowMs: number): boolean {
    return this.#writtenAtMs.length === 0 || nowMs - this.#lastPictureAtMs > silentMs;
  }

  /** Forgets what is owed, where the decoder has caught up and yet owes some: it will never give those. */
  forgive(): void {
    this.#writtenAtMs = [];
  }

  /** Makes nothing of what it is given. */
  isHanging(nowMs: number): boolean {
    return this.#unansweredSinceMs !== undefined && nowMs - this.#unansweredSinceMs > hangAfterMs;
  }
}
