/**
 * How many sessions one address and one token have at a time, those that still wait for their camera included. Asked by the
 * session table. Holds an entry for each that has any, so it is as small as the sessions are few.
 */
import { GatewayError } from '../errors/gateway-error.js';
import { addressKey } from './client-address.js';
import { Tally } from './tally.js';

/** Who asks for a session, as far as it is known. */
export type QuotaEntry = {
  /** As `normalizeAddress` gives it. */
  address?: string | undefined;
  /** Names the token that gives the right to watch; not the token itself. */
  token?: string | undefined;
};

export type ViewerQuotaDeps = {
  /** Setting `sessions.maxPerAddress`. */
  maxPerAddress: number;
  /** Setting `sessions.maxPerToken`. */
  maxPerToken: number;
};

/** Somebody leaves within seconds, or nobody does. */
const retryAfterMs = 5000;

export class ViewerQuota {
  readonly #deps: ViewerQuotaDeps;
  readonly #counts = new Tally<string>();

  constructor(deps: ViewerQuotaDeps) {
    this.#deps = deps;
  }

  /** Addresses and tokens that have sessions. */
  get size(): number {
    return this.#counts.size;
  }

  /** @throws GatewayError `too_many_requests` when the viewer's address or token has as many sessions as it may have */
  assertRoom({ address, token }: QuotaEntry): void {
    const { maxPerAddress, maxPerToken } = this.#deps;
    this.#assertBelow(addressEntry(address), maxPerAddress, 'This address');
    this.#assertBelow(tokenEntry(token), maxPerToken, 'This token');
  }

  /**
   * Counts a session.
   *
   * @returns ends it; idempotent
   * @throws as `assertRoom`
   */
  claim(viewer: QuotaEntry): () => void {
    this.assertRoom(viewer);
    const entries = [addressEntry(viewer.address), tokenEntry(viewer.token)].filter(
      (key) => key !== undefined,
    );
    for (const key of entries) this.#counts.add(key);
    return () => {
      for (const key of entries.splice(0)) this.#counts.remove(key);
    };
  }

  #assertBelow(key: string | undefined, max: number, who: string): void {
    if (key === undefined || this.#counts.of(key) < max) return;
    throw new GatewayError(
      'too_many_requests',
      `${who} has ${max} viewers, as many as it may have. Try again when one has left.`,
      { retryAfterMs },
    );
  }
}

const addressEntry = (address: string | undefined) =>
  address === undefined ? undefined : addressKey(address);
/** No address has a blank. */
const tokenEntry = (token: string | undefined) => (token === undefined ? undefined : `token ${token}`);
