/**
 * Video that waits for the first sound of its run, so that the init segment can name that. Bounded by time, frames and
 * bytes; what is full waits no longer. Owned by the run packager.
 */
import { mpegTimescale, type VideoAccessUnit } from '../mpegts/access-unit.js';

/** A video frame and when it was taken, as far as its arrival tells. */
export type Arrival = { unit: VideoAccessUnit; takenAtMs: number };

/** How long it may wait; then the init segment goes without sound. */
export const maxSoundWaitTicks = mpegTimescale / 2;
/** For a camera whose clock stands still or whose pictures are huge. */
const maxFrames = 120;
const maxBytes = 8 * 1024 * 1024;

export class WaitingVideo {
  readonly #arrivals: Arrival[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#arrivals.length === 0;
  }

  /** Whether it has waited as long as it may. */
  get isFull(): boolean {
    const [first] = this.#arrivals;
    const last = this.#arrivals.at(-1);
    if (!first || !last) return false;
    const waitedTicks = last.unit.dtsTicks - first.unit.dtsTicks;
    return waitedTicks >= maxSoundWaitTicks || this.#arrivals.length >= maxFrames || this.#bytes >= maxBytes;
  }

  add(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    for (const { length } of arrival.unit.nalUnits) this.#bytes += length;
  }

  /** All of it, oldest first; nothing waits any more. */
  take(): Arrival[] {
    this.#bytes = 0;
    return this.#arrivals.splice(0);
  }
}
