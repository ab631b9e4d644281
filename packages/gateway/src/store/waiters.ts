/** Those who wait for a stream to get somewhere: blocked playlist requests, hinted parts, starts. Owned by the live stream. */
import { GatewayError } from '../errors/gateway-error.js';

/** Requests that may be blocked at a time, several for each viewer that a camera may have; further ones are refused. */
const defaultMaxWaiters = 10_000;

export type WaitOptions = {
  /** Ends the wait with the signal's reason. */
  signal?: AbortSignal;
  /** Ends the wait with `stream_not_ready`; absent: no limit but the signal's. */
  timeoutMs?: number;
};

type Waiter = { isMet(): boolean; settle(error?: unknown): void };

export class Waiters {
  readonly #maxWaiters: number;
  readonly #waiters = new Set<Waiter>();
  #end: { reason: Error } | undefined;

  constructor({ maxWaiters = defaultMaxWaiters }: { maxWaiters?: number } = {}) {
    this.#maxWaiters = maxWaiters;
  }

  get size(): number {
    return this.#waiters.size;
  }

  /**
   * Resolves as soon as `isMet` holds.
   *
   * @throws the signal's reason; what `close` was given; GatewayError `stream_not_ready` after `timeoutMs`,
   *   `too_many_requests` when too many wait already
   */
  wait(isMet: () => boolean, { signal, timeoutMs }: WaitOptions = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#end) throw this.#end.reason;
      if (isMet()) return resolve();
      if (this.#waiters.size >= this.#maxWaiters) {
        const message = `${this.#maxWaiters} requests are waiting for this stream already. Try again in a second.`;
        throw new GatewayError('too_many_requests', message, { retryAfterMs: 1000 });
      }
      const onAbort = (): void => waiter.settle(signal?.reason);
      const onTimeout = (): void => {
        const message = `The stream brought nothing new for ${timeoutMs} ms. Try again in a second.`;
        waiter.settle(new GatewayError('stream_not_ready', message, { retryAfterMs: 1000 }));
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
      const waiter: Waiter = {
        isMet,
        settle: (error) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          this.#waiters.delete(waiter);
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiters.add(waiter);
    });
  }

  /** Lets go whoever has what it waits for. Called after each change of the stream. */
  check(): void {
    for (const waiter of this.#waiters) if (waiter.isMet()) waiter.settle();
  }

  /** Ends every wait, now and later, with the reason. The first reason counts. */
  close(reason: Error): void {
    this.#end ??= { reason };
    for (const waiter of this.#waiters) waiter.settle(this.#end.reason);
  }
}
