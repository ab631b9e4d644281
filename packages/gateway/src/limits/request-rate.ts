/**
 * How many costly requests an address may make: a bucket of tokens each, refilled all the time, in the form of a time up to
 * which its requests are paid for (ITU-T I.371, GCRA). Asked by the app for the requests that wake or encode something; media
 * is not counted, since it costs less than counting it.
 */
import { GatewayError } from '../errors/gateway-error.js';
import { addressKey } from './client-address.js';

export type RequestRateDeps = {
  /** Setting `limits.requestsPerMinute`. */
  requestsPerMinute: number;
  /** Setting `limits.requestBurst`. */
  requestBurst: number;
  /** Addresses remembered; beyond it the one that asked least recently begins anew. @default 10_000 */
  maxAddresses?: number;
  /** On a monotonic clock. @default performance.now */
  now?(): number;
};

const minuteMs = 60_000;

export class RequestRate {
  readonly #deps: RequestRateDeps;
  readonly #now: () => number;
  readonly #maxAddresses: number;
  /** Until when each has asked, at the rate that it may; in the order in which they asked last. */
  readonly #paidUntilMs = new Map<string, number>();

  constructor(deps: RequestRateDeps) {
    this.#deps = deps;
    this.#now = deps.now ?? (() => performance.now());
    this.#maxAddresses = deps.maxAddresses ?? 10_000;
  }

  /** Addresses remembered. */
  get size(): number {
    return this.#paidUntilMs.size;
  }

  /**
   * Counts a request.
   *
   * @param address as `normalizeAddress` gives it; `undefined` is not limited: no server of Node's leaves it out
   * @throws GatewayError `too_many_requests`, with the time until the next one is let through
   */
  take(address: string | undefined): void {
    if (address === undefined) return;
    const { requestsPerMinute, requestBurst } = this.#deps;
    const key = addressKey(address);
    const costMs = minuteMs / requestsPerMinute;
    const nowMs = this.#now();
    const paidMs = Math.max(0, (this.#paidUntilMs.get(key) ?? nowMs) - nowMs);
    const tooEarlyMs = paidMs + costMs - requestBurst * costMs;
    const isAllowed = tooEarlyMs <= 0;
    this.#remember(key, nowMs + (isAllowed ? paidMs + costMs : paidMs));
    if (isAllowed) return;
    throw new GatewayError(
      'too_many_requests',
      `More than ${requestsPerMinute} requests a minute came from this address. Ask less often.`,
      { retryAfterMs: Math.ceil(tooEarlyMs) },
    );
  }

  #remember(key: string, paidUntilMs: number): void {
    this.#paidUntilMs.delete(key);
    this.#paidUntilMs.set(key, paidUntilMs);
    if (this.#paidUntilMs.size <= this.#maxAddresses) return;
    this.#paidUntilMs.delete(this.#paidUntilMs.keys().next().value!);
  }
}
