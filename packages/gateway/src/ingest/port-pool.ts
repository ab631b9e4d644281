/** The UDP ports at which cameras are received, one for each that streams. One pool a gateway; leased by ingests. */
import { GatewayError } from '../errors/gateway-error.js';

export type PortLease = {
  readonly port: number;
  /** Idempotent. */
  release(): void;
};

/** Hands out the ports of a range in turn, so that a released one rests while late packets of its last run still come. */
export class PortPool {
  readonly #range: string;
  readonly #first: number;
  readonly #size: number;
  readonly #leased = new Set<number>();
  #next = 0;

  /**
   * @param range first and last port, such as `20000-20019`
   * @throws RangeError when it is no such range
   */
  constructor(range: string) {
    const [, first, last] = /^(\d+)-(\d+)$/.exec(range)?.map(Number) ?? [];
    if (first === undefined || last === undefined || first < 1 || last > 65_535 || first > last) {
      throw new RangeError(`"${range}" is no range of ports such as 20000-20019.`);
    }
    this.#range = range;
    this.#first = first;
    this.#size = last - first + 1;
  }

  get size(): number {
    return this.#size;
  }

  /** @throws GatewayError `ffmpeg_failed` when every port is leased */
  lease(): PortLease {
    for (let tried = 0; tried < this.#size; tried++) {
      const port = this.#first + this.#next;
      this.#next = (this.#next + 1) % this.#size;
      if (this.#leased.has(port)) continue;
      this.#leased.add(port);
      let isReleased = false;
      const release = () => {
        if (!isReleased) this.#leased.delete(port);
        isReleased = true;
      };
      return { port, release };
    }
    throw new GatewayError(
      'ffmpeg_failed',
      `All ${this.#size} ports of ingest.ports (${this.#range}) receive a camera. Widen the range, and open it in the firewall.`,
      { retryAfterMs: 5000 },
    );
  }
}
