/**
 * How many answers with recorded media are on their way at a time: each holds what its client has not taken yet. Asked by
 * the routes of recordings.
 */
import { GatewayError } from '../errors/gateway-error.js';
import { Tally } from './tally.js';

export type AnswerLimits = {
  inAll: number;
  /** Of one owner, whatever the grants: half, as all viewers behind a proxy that was not named are one. */
  perOwner: number;
  perGrant: number;
  /** Further ones that may wait; half of them of one owner. */
  waiting: number;
};

/** Each reads a segment at a time, as fast as its client takes it: a player that seeks, and a few files that are saved. */
export const downloadLimits: AnswerLimits = { inAll: 64, perOwner: 32, perGrant: 6, waiting: 0 };
/** Each is a playlist or a segment, held until it is taken: of programs that load all of them at once, too. */
export const playbackLimits: AnswerLimits = { inAll: 512, perOwner: 256, perGrant: 64, waiting: 10_000 };

/** Who asks: a grant, and whom it belongs to as far as that is known. */
export type AnswerClaim = { grant: string; owner: string | undefined };

type Waiting = { claim: AnswerClaim; go(release: () => void): void };

const retryAfterMs = 2000;

export class AnswerSlots {
  readonly #limits: AnswerLimits;
  readonly #counts = new Tally<string>();
  readonly #waiting: Waiting[] = [];
  #count = 0;

  constructor(limits: AnswerLimits) {
    this.#limits = limits;
  }

  /**
   * Waits its turn where it may.
   *
   * @returns ends it; idempotent
   * @throws GatewayError `too_many_requests`
   */
  async claim(claim: AnswerClaim): Promise<() => void> {
    if (this.#hasRoom(claim)) return this.#take(claim);
    if (this.#mayWait(claim)) return new Promise((go) => this.#waiting.push({ claim, go }));
    const message =
      'As many recordings are on their way as may be, to you or to all. Try again when one is done.';
    throw new GatewayError('too_many_requests', message, { retryAfterMs });
  }

  #hasRoom({ grant, owner }: AnswerClaim): boolean {
    const { inAll, perOwner, perGrant } = this.#limits;
    const isOwnerFull = owner !== undefined && this.#counts.of(`owner ${owner}`) >= perOwner;
    return this.#count < inAll && this.#counts.of(`grant ${grant}`) < perGrant && !isOwnerFull;
  }

  #mayWait({ owner }: AnswerClaim): boolean {
    const { waiting } = this.#limits;
    if (this.#waiting.length < waiting / 2) return true;
    const ownCount = this.#waiting.filter(({ claim }) => claim.owner === owner).length;
    return this.#waiting.length < waiting && ownCount < waiting / 2;
  }

  #take({ grant, owner }: AnswerClaim): () => void {
    const keys = owner === undefined ? [`grant ${grant}`] : [`grant ${grant}`, `owner ${owner}`];
    for (const key of keys) this.#counts.add(key);
    this.#count += 1;
    return () => {
      const held = keys.splice(0);
      if (held.length === 0) return;
      for (const key of held) this.#counts.remove(key);
      this.#count -= 1;
      this.#letNextGo();
    };
  }

  #letNextGo(): void {
    const index = this.#waiting.findIndex(({ claim }) => this.#hasRoom(claim));
    const [next] = index === -1 ? [] : this.#waiting.splice(index, 1);
    next?.go(this.#take(next.claim));
  }
}
