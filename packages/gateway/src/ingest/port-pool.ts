/** The UDP ports at which cameras are received, one for each that streams. One pool a gateway; leased by ingests. */
import { GatewayError } from '../errors/gateway-error.js';

export type PortLease = {
  readonly port: number;
  /** Nobody should send there any more: no run has used it for a while, of this gateway or of the one before. */
  readonly hasRested: boolean;
  /** Idempotent. */
  release(): void;
};

/** A camera whose STOP was lost, or whose gateway was killed, ends with its lease: 30 s unless set otherwise. */
const restMs = 60_000;

/** Hands out the ports of a range in turn, so that a released one rests while late packets of its last run still come. */
export class PortPool {
  readonly #range: string;
  readonly #first: number;
  readonly #size: number;
  readonly #leased = new Set<number>();
  readonly #madeAtMs: number;
  readonly #releasedAtMs = new Map<number, number>();
  readonly #nowMs: () => number;
  #next = 0;

  /**
   * @param range first and last port, such as `20000-20019`
   * @param nowMs default: the monotonic clock
   * @throws RangeError when it is no such range
   */
  constructor(range: string, nowMs: () => number = () => performance.now()) {
    const [, first, last] = /^(\d+)-(\d+)$/.exec(range)?.map(Number) ?? [];
    if (first === undefined || last === undefined || first < 1 || last > 65_535 || first > last) {
      throw new RangeError(`"${range}" is no range of ports such as 20000-20019.`);
    }
    this.#range = range;
    this.#first = first;
    this.#size = last - first + 1;
    this.#nowMs = nowMs;
    this.#madeAtMs = nowMs();
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
        if (isReleased) return;
        isReleased = true;
        this.#leased.delete(port);
        this.#releasedAtMs.set(port, this.#nowMs());
      };
      const freeSinceMs = this.#releasedAtMs.get(port) ?? this.#madeAtMs;
      return { port, hasRested: this.#nowMs() - freeSinceMs >= restMs, release };
    }
    throw new GatewayError(
      'ffmpeg_failed',
      `All ${this.#size} ports of ingest.ports (${this.#range}) receive a camera. Widen the range, and open it in the firewall.`,
      { retryAfterMs: 5000 },
    );
  }
}
