/** How regularly the parts of a run are ready. Owned by the live stream. */
import { mpegTimescale } from '../mpegts/access-unit.js';

export class PartTiming {
  readonly #onPart: (jitterMs: number) => void;
  /** On the monotonic clock; `undefined` where there is no part to compare with. */
  #readyAtMs: number | undefined;

  /** @param onPart told how far the time from one part to the next is from the duration of the next */
  constructor(onPart: (jitterMs: number) => void = () => {}) {
    this.#onPart = onPart;
  }

  /** A part is ready. */
  ready(durationTicks: number): void {
    const nowMs = performance.now();
    const durationMs = (durationTicks * 1000) / mpegTimescale;
    if (this.#readyAtMs !== undefined) this.#onPart(Math.abs(nowMs - this.#readyAtMs - durationMs));
    this.#readyAtMs = nowMs;
  }

  /** The next part is not to be compared: another run begins, or a gap lies between. */
  interrupt(): void {
    this.#readyAtMs = undefined;
  }
}
