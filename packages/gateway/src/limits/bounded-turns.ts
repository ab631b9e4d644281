/**
 * Lets a few calls be made at a time, and so many more wait in the order in which they came; further ones are refused. Used
 * for what costs a gateway something and may be asked for by anybody.
 */
import { GatewayError } from '../errors/gateway-error.js';

export type BoundedTurnsOptions = {
  atOnce: number;
  maxWaiting: number;
  /** What is waited for, for the one who is refused: `the storage`. */
  what: string;
};

export class BoundedTurns {
  readonly #options: BoundedTurnsOptions;
  readonly #waiting: (() => void)[] = [];
  #count = 0;

  constructor(options: BoundedTurnsOptions) {
    this.#options = options;
  }

  /** @throws what the call throws; GatewayError `too_many_requests` where too many wait already */
  async take<Result>(call: () => Promise<Result>): Promise<Result> {
    const { atOnce, maxWaiting, what } = this.#options;
    if (this.#count < atOnce) this.#count += 1;
    else if (this.#waiting.length < maxWaiting)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else {
      const message = `${maxWaiting} requests wait for ${what} already. Try again in a second.`;
      throw new GatewayError('too_many_requests', message, { retryAfterMs: 1000 });
    }
    try {
      return await call();
    } finally {
      // Handed on: nobody who comes meanwhile is before those who wait.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#count -= 1;
    }
  }
}
