/**
 * One session and the players of the page that hold it: opened for the first, kept alive for all, ended when the last
 * leaves. Made by `SharedSessions`; one owner of the session, its keep-alive timer and its requests.
 */
import type { StartPhase } from '@rpi-live-camera/protocol';
import { PlayerError } from '../errors/player-error.js';
import {
  endSession,
  type GatewayClientDeps,
  keepSessionAlive,
  openSession,
  type SessionRequest,
} from './gateway-client.js';
import type { PlayerSession } from './session-answer.js';

/** What a player is told of the session that it holds; never before `join` has returned, nor after it has left. */
export type SessionHolder = {
  onProgress: (phase: StartPhase) => void;
  /** The browser asks the viewer whether the page may reach the gateway. */
  onViewerAsked: () => void;
  onOpened: (session: PlayerSession) => void;
  onOpenFailed: (error: PlayerError) => void;
  /** Another session has taken the place of this one: its sources are to be used from now on. */
  onRenewed: (session: PlayerSession, previous: PlayerSession) => void;
  /** The gateway has forgotten the session, or gives no other one in its place. */
  onGone: (error: PlayerError) => void;
};

/** A player's hold on a session. */
export interface SessionClaim {
  /** `null` while it is being opened, and after it was left. */
  readonly session: PlayerSession | null;
  /** Asks the gateway at once whether the session is still there. */
  check(): void;
  /**
   * Gives the hold back; harmless when that has happened. The last one ends the session, or gives up the one being
   * opened. Returns what was held.
   *
   * @param how `gone`: the gateway seems to have ended it already, so it is told nothing, and nobody joins it any more
   */
  leave(how: 'end' | 'gone'): PlayerSession | null;
}

export type SharedSessionDeps = {
  client: GatewayClientDeps;
  request: SessionRequest;
  /** It is of no use for further players. Told once or more often. */
  onClosed: (session: SharedSession) => void;
};

export class SharedSession {
  readonly request: SessionRequest;
  readonly #deps: SharedSessionDeps;
  readonly #holders = new Set<SessionHolder>();
  /** Aborted when nobody wants the session any more, open or being opened. */
  readonly #run = new AbortController();
  #session: PlayerSession | null = null;
  #phase: StartPhase | null = null;
  #cancelTimer: () => void = () => {};
  /** Of the keep-alive that is under way. */
  #beat: AbortController | null = null;
  /** Whether this very session has been kept alive before: then a refusal means that the right to it has run out. */
  #wasKept = false;
  /** Of the exchange that told the clock; the quicker, the more exact. */
  #quickestMs = Number.POSITIVE_INFINITY;

  constructor(deps: SharedSessionDeps) {
    this.#deps = deps;
    this.request = deps.request;
    this.#open().then(
      (session) => {
        if (session === null) return;
        this.#adopt(session);
        this.#tell((holder) => holder.onOpened(session));
      },
      (error: unknown) => this.#end((holder, failure) => holder.onOpenFailed(failure), error),
    );
  }

  /** Whether its time has run out, as after a sleep of the machine: the gateway has most likely forgotten it. */
  get isExpired(): boolean {
    return this.#session !== null && this.#session.expiresAtMs <= this.#deps.client.clock.nowMs();
  }

  get playerCount(): number {
    return this.#holders.size;
  }

  /** One more player holds it. */
  join(holder: SessionHolder): SessionClaim {
    this.#holders.add(holder);
    this.#tellNewcomer(holder);
    const leave = (how: 'end' | 'gone') => this.#leave(holder, how);
    const current = () => (this.#holders.has(holder) ? this.#session : null);
    const check = () => this.#session !== null && void this.#keepAlive(this.#session);
    return {
      get session() {
        return current();
      },
      check,
      leave,
    };
  }

  /** What the others have heard already. */
  #tellNewcomer(holder: SessionHolder): void {
    const session = this.#session;
    const phase = this.#phase;
    queueMicrotask(() => {
      if (!this.#holders.has(holder)) return;
      if (session !== null) holder.onOpened(this.#session ?? session);
      else if (phase !== null && this.#session === null) holder.onProgress(phase);
    });
  }

  #leave(holder: SessionHolder, how: 'end' | 'gone'): PlayerSession | null {
    if (!this.#holders.delete(holder)) return null;
    const session = this.#session;
    if (how === 'gone') this.#deps.onClosed(this);
    if (this.#holders.size > 0) {
      // One transport may be mistaken; the gateway itself is not.
      if (how === 'gone' && session !== null) void this.#keepAlive(session);
      return session;
    }
    if (session !== null && how === 'end') this.#give(session);
    this.#close();
    return session;
  }

  /** Opens a session; `null` when nobody wants it any more. @throws what `openSession` throws */
  async #open(): Promise<PlayerSession | null> {
    const { client } = this.#deps;
    const { signal } = this.#run;
    const onProgress = (phase: StartPhase) => {
      if (signal.aborted || this.#session !== null) return;
      this.#phase = phase;
      this.#tell((holder) => holder.onProgress(phase));
    };
    const onViewerAsked = () => this.#tell((holder) => holder.onViewerAsked());
    const session = await openSession(client, this.request, { signal, onProgress, onViewerAsked });
    if (!signal.aborted) return session;
    // The answer overtook the abort, so the gateway counts a viewer that is none.
    this.#give(session);
    return null;
  }

  #adopt(session: PlayerSession): void {
    this.#session = session;
    this.#wasKept = false;
    this.#quickestMs = Number.POSITIVE_INFINITY;
    this.#scheduleKeepAlive(session);
    if (session.rightsEndAtMs === null) return;
    const { signal } = this.#run;
    const onLost = (refusal: PlayerError) => this.#session === session && this.#lose(refusal);
    // Without the code for it the session ends with its right, and another one is opened.
    import('./rights-renewal.js').then(
      ({ keepRights }) => keepRights({ ...this.#deps, session, signal, onLost }),
      () => {},
    );
  }

  #scheduleKeepAlive(session: PlayerSession): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#deps.client.clock.after(
      session.keepAliveMs,
      () => void this.#keepAlive(session),
    );
  }

  /**
   * One keep-alive, in place of the one that may still be under way. A failed one is no news: requests for media are
   * signs of life too, and the next one follows.
   */
  async #keepAlive(session: PlayerSession): Promise<void> {
    if (this.#run.signal.aborted) return;
    this.#scheduleKeepAlive(session);
    this.#beat?.abort();
    this.#beat = new AbortController();
    const signal = AbortSignal.any([this.#run.signal, this.#beat.signal]);
    try {
      const kept = await keepSessionAlive(this.#deps.client, this.request.gatewayUrl, session, signal);
      this.#wasKept = true;
      session.expiresAtMs = kept.expiresAtMs;
      if (kept.clockOffsetMs !== null && kept.roundTripMs <= this.#quickestMs) {
        this.#quickestMs = kept.roundTripMs;
        session.clockOffsetMs = kept.clockOffsetMs;
      }
    } catch (error) {
      if (signal.aborted || !(error instanceof PlayerError)) return;
      if (error.code === 'session_gone' || error.code === 'not_found') {
        const gone = new PlayerError('session_gone', 'The gateway has ended the session.', { cause: error });
        this.#lose(gone);
      } else if (error.code === 'unauthorized' && this.#wasKept) {
        this.#wasKept = false;
        await this.#renew(session);
      }
    }
  }

  /** The token has run out: opens another session with a new one, while the old one still shows its pictures. */
  async #renew(previous: PlayerSession): Promise<void> {
    try {
      const session = await this.#open();
      if (session === null) return;
      this.#adopt(session);
      this.#tell((holder) => holder.onRenewed(session, previous));
      this.#give(previous);
    } catch (error) {
      // What may pass leaves the old session as good as before, and the next keep-alive asks again.
      if (PlayerError.from(error, 'answer_not_understood').retryable) this.#wasKept = true;
      else this.#lose(error);
    }
  }

  #tell(say: (holder: SessionHolder) => void): void {
    for (const holder of [...this.#holders]) if (this.#holders.has(holder)) say(holder);
  }

  /** A session that was open is over. */
  #lose(error: unknown): void {
    this.#end((holder, failure) => holder.onGone(failure), error);
  }

  /** It is over for everybody, and they are told why. */
  #end(say: (holder: SessionHolder, failure: PlayerError) => void, error: unknown): void {
    if (this.#run.signal.aborted) return;
    const failure = PlayerError.from(error, 'answer_not_understood');
    this.#close();
    this.#tell((holder) => say(holder, failure));
  }

  #close(): void {
    this.#run.abort();
    this.#cancelTimer();
    this.#deps.onClosed(this);
  }

  /** Gives a session back to the gateway. */
  #give(session: PlayerSession): void {
    endSession(this.#deps.client, this.request.gatewayUrl, session.id);
  }
}
