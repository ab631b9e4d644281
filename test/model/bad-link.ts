/** A link between the two machines that loses, repeats and reorders, as the model decides for every message. */
import type { VirtualTime } from './virtual-time.js';

/** One delay a copy that arrives: none is a loss, two is a repetition, a long one lets later messages overtake. */
export type Fate = { copyDelaysMs: readonly number[] };

const goodFate: Fate = { copyDelaysMs: [5] };

export class BadLink {
  /** While true every message arrives once and soon; those already on their way keep their fate. */
  isGood = false;
  readonly #time: VirtualTime;
  readonly #fates: readonly Fate[];
  #sent = 0;

  /** @param fates of the messages in the order in which they are sent, from the start again when they run out */
  constructor(time: VirtualTime, fates: readonly Fate[]) {
    this.#time = time;
    this.#fates = fates;
  }

  send(deliver: () => void): void {
    const fate = this.isGood ? goodFate : this.#fates[this.#sent % this.#fates.length]!;
    this.#sent += 1;
    for (const delayMs of fate.copyDelaysMs) this.#time.after(delayMs, deliver);
  }
}
