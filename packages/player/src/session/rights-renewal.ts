/**
 * Keeps up the right to watch: asks the page for a fresh token before the right ends, and sends it in a keep-alive, while
 * the picture goes on. Started by `SessionKeeper` for a session whose right ends; a lazy chunk, as no other has use for it.
 */
import type { Clock } from '../clock/clock.js';
import { PlayerError } from '../errors/player-error.js';
import type { SessionRequest } from './gateway-request.js';
import type { KeptAlive } from './kept-alive.js';
import type { PlayerSession } from './session-answer.js';
import { askForToken } from './token-source.js';

export type RightsRenewalDeps = {
  clock: Clock;
  request: SessionRequest;
  session: Pick<PlayerSession, 'rightsEndAtMs'>;
  /** Nobody wants the session any more. */
  signal: AbortSignal;
  /** Gives the session, or what else is watched, the rights of a token. @throws PlayerError */
  send: (token: string) => Promise<Pick<KeptAlive, 'rightsEndAtMs'>>;
  /** The right has ended, and the page or the gateway has refused a further one. */
  onLost: (refusal: PlayerError) => unknown;
};

/** Timers of hidden tabs come once a minute. */
const longestLeadMs = 120_000;
/** Timers of browsers count to 24 days and fire at once beyond. */
const longestWaitMs = 86_400_000;
const shortestPauseMs = 1000;
const longestPauseMs = 10_000;
/** Two answers of the same right differ by what was learned of the clocks. */
const laterMs = 500;

export function keepRights(deps: RightsRenewalDeps): void {
  // A token that stands in the page is the same whenever it is asked for.
  const { rightsEndAtMs } = deps.session;
  if (typeof deps.request.token === 'function' && rightsEndAtMs !== null)
    new RightsRenewal(deps, rightsEndAtMs).start();
}

class RightsRenewal {
  readonly #deps: RightsRenewalDeps;
  #endsAtMs: number;
  #refusal: PlayerError | null = null;
  /** The session has ended, or another one has taken its place. */
  #isOver = false;

  constructor(deps: RightsRenewalDeps, endsAtMs: number) {
    this.#deps = deps;
    this.#endsAtMs = endsAtMs;
  }

  start(): void {
    this.#awaitNext();
  }

  get #leftMs(): number {
    return this.#endsAtMs - this.#deps.clock.nowMs();
  }

  /** At half of a short time, well before the end of a long one. */
  #awaitNext(): void {
    const leftMs = this.#leftMs;
    this.#after(leftMs - Math.min(leftMs / 2, longestLeadMs));
  }

  #after(ms: number): void {
    const { clock, signal } = this.#deps;
    if (signal.aborted || this.#isOver) return;
    const cancel = clock.after(Math.min(ms, longestWaitMs), () => {
      signal.removeEventListener('abort', cancel);
      void this.#renew();
    });
    signal.addEventListener('abort', cancel, { once: true });
  }

  async #renew(): Promise<void> {
    if (this.#leftMs <= 0) {
      // Without a refusal the gateway itself tells what has become of the session.
      if (this.#refusal) this.#deps.onLost(this.#refusal);
    } else if (await this.#tryToRenew()) this.#awaitNext();
    else this.#after(Math.min(Math.max(this.#leftMs / 4, shortestPauseMs), longestPauseMs, this.#leftMs));
  }

  async #tryToRenew(): Promise<boolean> {
    try {
      const token = await askForToken(this.#deps.request.token);
      if (!token) throw new PlayerError('unauthorized', 'The page gave no further token.');
      const { rightsEndAtMs } = await this.#deps.send(token);
      this.#refusal = null;
      if (rightsEndAtMs === null) return false;
      const isLater = rightsEndAtMs > this.#endsAtMs + laterMs;
      this.#endsAtMs = rightsEndAtMs;
      return isLater;
    } catch (error) {
      const failure = PlayerError.from(error, 'gateway_unreachable');
      if (failure.code === 'session_gone') this.#isOver = true;
      if (failure.code === 'unauthorized' || failure.code === 'forbidden') this.#refusal = failure;
      return false;
    }
  }
}
