/** One thing that will happen once, and how long until then: the next attempt, the release of a paused camera. */
import type { Clock } from '../clock/clock.js';

export class Countdown {
  #clock: () => Clock;
  #atMs: number | null = null;
  #cancel: () => void = () => {};

  /** @param clock read at each use, since tests replace it */
  constructor(clock: () => Clock) {
    this.#clock = clock;
  }

  /** 0 when nothing is set or it is due. */
  get leftMs(): number {
    return this.#atMs === null ? 0 : Math.max(0, this.#atMs - this.#clock().nowMs());
  }

  /** Replaces what was set before. */
  set(afterMs: number, action: () => void): void {
    this.cancel();
    this.#atMs = this.#clock().nowMs() + afterMs;
    this.#cancel = this.#clock().after(afterMs, action);
  }

  cancel(): void {
    this.#cancel();
    this.#atMs = null;
  }
}
