/**
 * The time of day as media and sessions know it: it follows the machine's clock when nothing is live, and in between goes
 * on by the monotonic one. A clock that is set while somebody watches would otherwise end sessions in the eyes of pages,
 * and date pictures an hour off; what never ends is begun anew for it (`ClockWatch`). Owned by the composition root.
 */
export class SteadyClock {
  #offsetMs = 0;

  constructor() {
    this.adopt();
  }

  /** Epoch milliseconds. */
  readonly nowMs = (): number => performance.now() + this.#offsetMs;

  /** How much the machine's clock was set forward since (negative: back). */
  get behindMs(): number {
    return Date.now() - this.nowMs();
  }

  /** Takes over what the machine's clock shows. To be called while nobody compares with a time of before. */
  adopt(): void {
    this.#offsetMs = Date.now() - performance.now();
  }
}
