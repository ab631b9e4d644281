/**
 * Keeps an open session alive: a keep-alive in time, the clock that it tells, another session when the right to this one
 * has run out. Made by `SharedSession` for each session; a lazy chunk with `gateway-answers`, as there is no session before.
 */
import { apiPaths } from '@rpi-live-camera/protocol/http';
import { PlayerError } from '../errors/player-error.js';
import { type GatewayClientDeps, gatewayApiUrl, type SessionRequest } from './gateway-request.js';
import { type KeptAlive, readKeptAlive } from './kept-alive.js';
import type { PlayerSession } from './session-answer.js';

export type SessionKeeperDeps = {
  client: GatewayClientDeps;
  request: SessionRequest;
  session: PlayerSession;
  /** Nobody wants the session any more. */
  signal: AbortSignal;
  /** Opens another one; `null` when nobody wants it any more. */
  open: () => Promise<PlayerSession | null>;
  /** It has taken the place of this one, which is not kept any more. */
  onRenewed: (session: PlayerSession) => void;
  /** It is over. */
  onGone: (error: unknown) => void;
};

export class SessionKeeper {
  readonly #deps: SessionKeeperDeps;
  #cancelTimer: () => void = () => {};
  /** Of the keep-alive that is under way. */
  #beat: AbortController | null = null;
  /** Whether this very session has been kept alive before: then a refusal means that the right to it has run out. */
  #wasKept = false;
  /** Of the exchange that told the clock; the quicker, the more exact. */
  #quickestMs = Number.POSITIVE_INFINITY;
  #isOver = false;

  constructor(deps: SessionKeeperDeps) {
    this.#deps = deps;
    this.#scheduleNext();
    if (deps.session.rightsEndAtMs === null) return;
    const onLost = (refusal: PlayerError) => this.#isOver || deps.onGone(refusal);
    // Without the code for it the session ends with its right, and another one is opened.
    import('./rights-renewal.js').then(
      ({ keepRights }) =>
        keepRights({ ...deps, clock: deps.client.clock, onLost, send: (token) => this.#giveRights(token) }),
      () => {},
    );
  }

  /** Nothing follows. */
  stop(): void {
    this.#isOver = true;
    this.#cancelTimer();
    this.#beat?.abort();
  }

  /**
   * One keep-alive, in place of the one that may still be under way. A failed one is no news: requests for media are
   * signs of life too, and the next one follows.
   */
  async keepAlive(): Promise<void> {
    if (this.#isOver) return;
    this.#scheduleNext();
    this.#beat?.abort();
    this.#beat = new AbortController();
    const { signal } = this.#beat;
    const { session, onGone } = this.#deps;
    try {
      const kept = await this.#send(signal);
      this.#wasKept = true;
      session.expiresAtMs = kept.expiresAtMs;
      if (kept.clockOffsetMs !== null && kept.roundTripMs <= this.#quickestMs) {
        this.#quickestMs = kept.roundTripMs;
        session.clockOffsetMs = kept.clockOffsetMs;
      }
    } catch (error) {
      if (signal.aborted || !(error instanceof PlayerError)) return;
      if (error.code === 'session_gone' || error.code === 'not_found') {
        onGone(new PlayerError('session_gone', 'The gateway has ended the session.', { cause: error }));
      } else if (error.code === 'unauthorized' && this.#wasKept) {
        this.#wasKept = false;
        await this.#renew();
      }
    }
  }

  #scheduleNext(): void {
    const { client, session } = this.#deps;
    this.#cancelTimer();
    this.#cancelTimer = client.clock.after(session.keepAliveMs, () => void this.keepAlive());
  }

  async #giveRights(token: string): Promise<KeptAlive> {
    const kept = await this.#send(this.#deps.signal, token);
    this.#deps.session.expiresAtMs = kept.expiresAtMs;
    return kept;
  }

  /** @param token the rights that the session is to have from now on; absent: those that it has */
  async #send(signal: AbortSignal, token?: string): Promise<KeptAlive> {
    const { client, request, session } = this.#deps;
    const { clock } = client;
    const url = gatewayApiUrl(request.gatewayUrl, apiPaths.sessionKeepalive(session.id));
    const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
    const sentAtMs = clock.nowMs();
    const response = await client.fetch(url, { method: 'POST', headers, cache: 'no-store', signal });
    return readKeptAlive(response, { session, sentAtMs, clock });
  }

  /** The token has run out: opens another session with a new one, while the old one still shows its pictures. */
  async #renew(): Promise<void> {
    const { open, onRenewed, onGone } = this.#deps;
    try {
      const session = await open();
      if (session !== null) onRenewed(session);
    } catch (error) {
      // What may pass leaves the old session as good as before, and the next keep-alive asks again.
      if (PlayerError.from(error, 'answer_not_understood').retryable) this.#wasKept = true;
      else onGone(error);
    }
  }
}
