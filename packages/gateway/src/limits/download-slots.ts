/** How many downloads of recordings there are at a time, in all and under one grant. Asked by the routes of downloads. */
import { GatewayError } from '../errors/gateway-error.js';

/** Each reads a segment at a time, as fast as its client takes it. */
const maxDownloads = 64;
/** As many as a browser makes of one host: a player that seeks, and a few files that are saved. */
const maxPerGrant = 6;

export class DownloadSlots {
  readonly #counts = new Map<string, number>();
  #count = 0;

  /**
   * @returns ends it; idempotent
   * @throws GatewayError `too_many_requests`
   */
  claim(grant: string): () => void {
    const own = this.#counts.get(grant) ?? 0;
    if (own >= maxPerGrant) throw refusal(`${own} downloads of this recording`);
    if (this.#count >= maxDownloads) throw refusal(`${this.#count} downloads of recordings`);
    this.#counts.set(grant, own + 1);
    this.#count += 1;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.#count -= 1;
      const left = this.#counts.get(grant)! - 1;
      if (left > 0) this.#counts.set(grant, left);
      else this.#counts.delete(grant);
    };
  }
}

function refusal(what: string): GatewayError {
  return new GatewayError(
    'too_many_requests',
    `There are ${what}, as many as may be. Try again when one is done.`,
    { retryAfterMs: 5000 },
  );
}
