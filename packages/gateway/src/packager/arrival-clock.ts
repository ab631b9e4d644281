/**
 * Ties a camera's clock to the wall clock, for EXT-X-PROGRAM-DATE-TIME. A frame cannot arrive before it was taken, and
 * the network only ever adds to that: the quickest frames tell the time, the others tell of jitter. Used by the run
 * packager; one per run.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';

/** How long the quickest arrival counts: one to two of these. Long enough to see a quick one, short enough to follow drift. */
const spanMs = 5000;
/**
 * Correction a segment, at most: dates then still agree with the durations between them to the millisecond that they are
 * printed with, and a clock that is wrong by a thousandth is followed.
 */
const maxStepMs = 1;

export class ArrivalClock {
  /** Wall clock minus the camera's clock, as dates are made with; `undefined` before the first one. */
  #offsetMs: number | undefined;
  #quickestMs = Number.POSITIVE_INFINITY;
  #quickestBeforeMs = Number.POSITIVE_INFINITY;
  #spanEndsAtMs: number | undefined;

  /**
   * @param inputTicks a frame's decoding time on the camera's clock
   * @param arrivedAtMs epoch milliseconds, less what the ingest held it back by
   */
  observe(inputTicks: number, arrivedAtMs: number): void {
    this.#spanEndsAtMs ??= arrivedAtMs + spanMs;
    if (arrivedAtMs >= this.#spanEndsAtMs) {
      this.#quickestBeforeMs = this.#quickestMs;
      this.#quickestMs = Number.POSITIVE_INFINITY;
      this.#spanEndsAtMs = arrivedAtMs + spanMs;
    }
    this.#quickestMs = Math.min(this.#quickestMs, arrivedAtMs - toMs(inputTicks));
  }

  /** Takes what was measured into account. Call it once a segment, after its first frame was observed. */
  correct(): void {
    const measuredMs = Math.min(this.#quickestMs, this.#quickestBeforeMs);
    this.#offsetMs ??= measuredMs;
    this.#offsetMs += Math.max(-maxStepMs, Math.min(measuredMs - this.#offsetMs, maxStepMs));
  }

  /** When a frame was taken, as the playlist dates it, in epoch milliseconds; NaN before the first correction. */
  dateOf(inputTicks: number): number {
    return (this.#offsetMs ?? Number.NaN) + toMs(inputTicks);
  }

  /**
   * The same as far as is known now, without the slowness that keeps the dates of a playlist together: the first pictures
   * of a run often come late, all at once.
   */
  bestDateOf(inputTicks: number): number {
    return Math.min(this.#quickestMs, this.#quickestBeforeMs) + toMs(inputTicks);
  }

  /** How much later than `bestDateOf` the dates are, in milliseconds; 0 before the first correction. */
  get lateMs(): number {
    if (this.#offsetMs === undefined) return 0;
    return this.#offsetMs - Math.min(this.#quickestMs, this.#quickestBeforeMs);
  }

  /** The camera's clock was set: the same moments have times that are so much more. Dates go on as they were. */
  jump(stepTicks: number): void {
    const stepMs = toMs(stepTicks);
    if (this.#offsetMs !== undefined) this.#offsetMs -= stepMs;
    this.#quickestMs -= stepMs;
    this.#quickestBeforeMs -= stepMs;
  }

  /** The camera's clock jumped behind a gap: what was measured says nothing any more. */
  reset(): void {
    this.#offsetMs = undefined;
    this.#quickestMs = Number.POSITIVE_INFINITY;
    this.#quickestBeforeMs = Number.POSITIVE_INFINITY;
    this.#spanEndsAtMs = undefined;
  }
}

function toMs(ticks: number): number {
  return (ticks * 1000) / mpegTimescale;
}
