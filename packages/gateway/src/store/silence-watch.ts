/**
 * Notices that a camera has gone silent, and counts from then on the parts that it fails to bring: a live playlist has to
 * go on all the same (RFC 8216bis §6.2.1). Owned by the live stream.
 */

/**
 * Silence shorter than this is stretched over by the next picture: a gap costs more, since pictures can only go on at a
 * keyframe behind it. At its end a player at PART-HOLD-BACK, three part targets, has run dry in any case.
 */
const minSilenceMs = 1000;
const holdBackCount = 3;
/** Parts to say at once at most, as after a machine has slept; what is beyond is left out of the timeline. */
const maxMissing = 600;

export class SilenceWatch {
  readonly #onMissing: (count: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #heardAtMs = 0;
  #partMs = 0;
  #missingCount = 0;

  /** @param onMissing told how many further parts are missing: all so far when silence is noticed, then each */
  constructor({ onMissing }: { onMissing(count: number): void }) {
    this.#onMissing = onMissing;
  }

  /** A picture came; with it and those that follow, a part is made each `partMs`. */
  heard(partMs: number): void {
    this.#heardAtMs = performance.now();
    this.#partMs = partMs;
    // A timer that is under way finds out by itself that there is no silence, so that a picture costs none.
    if (!this.#timer || this.#missingCount > 0) this.#checkIn(this.#silenceMs);
    this.#missingCount = 0;
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  get #silenceMs(): number {
    return Math.max(holdBackCount * this.#partMs, minSilenceMs);
  }

  #checkIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), Math.ceil(ms));
    // A stream that nobody closed keeps no process alive.
    this.#timer.unref();
  }

  #check(): void {
    const silentMs = performance.now() - this.#heardAtMs;
    if (silentMs < this.#silenceMs) {
      this.#checkIn(this.#silenceMs - silentMs);
      return;
    }
    const dueCount = Math.floor(silentMs / this.#partMs);
    const missingCount = Math.min(dueCount - this.#missingCount, maxMissing);
    this.#missingCount = dueCount;
    this.#checkIn((dueCount + 1) * this.#partMs - silentMs);
    if (missingCount > 0) this.#onMissing(missingCount);
  }
}
