/**
 * How many costly requests an address may make: a bucket of tokens each, refilled all the time. Asked by the app for the
 * requests that wake or encode something; media is not counted, since it costs less than counting it.
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

type Bucket = { tokens: number; atMs: number };

const minuteMs = 60_000;

export class RequestRate {
  readonly #deps: RequestRateDeps;
  readonly #now: () => number;
  readonly #maxAddresses: number;
  /** In the order in which they asked last. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(deps: RequestRateDeps) {
    this.#deps = deps;
    this.#now = deps.now ?? (() => performance.now());
    this.#maxAddresses = deps.maxAddresses ?? 10_000;
  }

  /** Addresses remembered. */
  get size(): number {
    return this.#buckets.size;
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
    const nowMs = this.#now();
    const { tokens, atMs } = this.#buckets.get(key) ?? { tokens: requestBurst, atMs: nowMs };
    const refilled = Math.min(requestBurst, tokens + ((nowMs - atMs) * requestsPerMinute) / minuteMs);
    const isAllowed = refilled >= 1;
    this.#remember(key, { tokens: isAllowed ? refilled - 1 : refilled, atMs: nowMs });
    if (isAllowed) return;
    throw new GatewayError(
      'too_many_requests',
      `More than ${requestsPerMinute} requests a minute came from this address. Ask less often.`,
      { retryAfterMs: Math.ceil(((1 - refilled) * minuteMs) / requestsPerMinute) },
    );
  }

  #remember(key: string, bucket: Bucket): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size <= this.#maxAddresses) return;
    this.#buckets.delete(this.#buckets.keys().next().value!);
  }
}
