/** Time that passes only when the model says so; everything that happens in the model happens in one of its callbacks. */

/** More happenings at one moment mean that a machine asks for time that has already come, for ever. */
const maxHappeningsAtOnce = 1000;

export class VirtualTime {
  nowMs = 0;
  /** Called after everything that happens: where invariants are checked. */
  afterEach: () => void = () => {};
  #count = 0;
  #queue: { atMs: number; order: number; callback: () => void }[] = [];

  /** Calls back after `delayMs`, in order of time and then of scheduling; the result cancels it. */
  after(delayMs: number, callback: () => void): () => void {
    this.#count += 1;
    const entry = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#count, callback };
    this.#queue.push(entry);
    return () => {
      this.#queue = this.#queue.filter((other) => other !== entry);
    };
  }

  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    let happeningsAtOnce = 0;
    for (;;) {
      const [next] = this.#queue
        .filter(({ atMs }) => atMs <= endMs)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      if (!next) break;
      this.#queue = this.#queue.filter((entry) => entry !== next);
      happeningsAtOnce = next.atMs > this.nowMs ? 0 : happeningsAtOnce + 1;
      if (happeningsAtOnce > maxHappeningsAtOnce) throw new Error(`time stands still at ${this.nowMs} ms`);
      this.nowMs = next.atMs;
      next.callback();
      this.afterEach();
    }
    this.nowMs = endMs;
  }
}
