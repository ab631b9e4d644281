/**
 * One session and the players of the page that hold it: opened for the first, kept alive for all, ended when the last
 * leaves. Made by `SharedSessions`; the one owner of the session. What keeps it alive is loaded with its answer.
 */
import type { StartPhase } from '@rpi-live-camera/protocol';
import { PlayerError } from '../errors/player-error.js';
import { endSession, loadAnswers, openSession } from './gateway-client.js';
import type { GatewayClientDeps, SessionRequest } from './gateway-request.js';
import type { Opening, PlayerSession } from './session-answer.js';
import type { SessionKeeper } from './session-keeper.js';

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
  /** Whether others of the page have come so far at the same gateway. */
  isOther: (progress: Opening) => boolean;
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
  #Keeper: typeof SessionKeeper | null = null;
  /** Of the open session. */
  #keeper: SessionKeeper | null = null;

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

  /** `null`: it is open. */
  get opening(): Opening | null {
    return this.#session ? null : this.#phase ? 'answered' : 'asked';
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
    const check = () => void this.#keeper?.keepAlive();
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
      if (how === 'gone') void this.#keeper?.keepAlive();
      return session;
    }
    if (session !== null && how === 'end') this.#give(session);
    this.#close();
    return session;
  }

  /** Opens a session; `null` when nobody wants it any more. @throws what `openSession` throws */
  async #open(): Promise<PlayerSession | null> {
    const { client, isOther } = this.#deps;
    const { signal } = this.#run;
    const onProgress = (phase: StartPhase) => {
      if (signal.aborted || this.#session !== null) return;
      this.#phase = phase;
      this.#tell((holder) => holder.onProgress(phase));
    };
    const onViewerAsked = () => this.#tell((holder) => holder.onViewerAsked());
    const session = await openSession(client, this.request, {
      signal,
      onProgress,
      onViewerAsked,
      isOther,
    });
    // It is here already, as the answer was read with it.
    this.#Keeper = (await loadAnswers()).SessionKeeper;
    if (!signal.aborted) return session;
    // The answer overtook the abort, so the gateway counts a viewer that is none.
    this.#give(session);
    return null;
  }

  #adopt(session: PlayerSession): void {
    this.#session = session;
    this.#keeper?.stop();
    this.#keeper = new this.#Keeper!({
      client: this.#deps.client,
      request: this.request,
      session,
      signal: this.#run.signal,
      open: () => this.#open(),
      onRenewed: (next) => this.#replace(session, next),
      onGone: (error) => this.#end((holder, failure) => holder.onGone(failure), error),
    });
  }

  #replace(previous: PlayerSession, session: PlayerSession): void {
    this.#adopt(session);
    this.#tell((holder) => holder.onRenewed(session, previous));
    this.#give(previous);
  }

  #tell(say: (holder: SessionHolder) => void): void {
    for (const holder of [...this.#holders]) if (this.#holders.has(holder)) say(holder);
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
    this.#keeper?.stop();
    this.#deps.onClosed(this);
  }

  /** Gives a session back to the gateway. */
  #give(session: PlayerSession): void {
    endSession(this.#deps.client, this.request.gatewayUrl, session.id);
  }
}
