/**
 * The time of day as media and sessions know it: it follows the machine's clock when nothing is live, and in between goes
 * on by the monotonic one. A clock that is set while somebody watches would otherwise end sessions in the eyes of pages,
 * and date pictures an hour off. Owned by the composition root.
 */
export class SteadyClock {
  #offsetMs = 0;

  constructor() {
    this.adopt();
  }

  /** Epoch milliseconds. */
  readonly nowMs = (): number => performance.now() + this.#offsetMs;

  /** Takes over what the machine's clock shows. To be called while nobody compares with a time of before. */
  adopt(): void {
    this.#offsetMs = Date.now() - performance.now();
  }
}
