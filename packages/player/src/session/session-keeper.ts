/**
 * Holds at most one session: opens it, keeps it alive, ends it. Used by `Playback`, which alone decides when.
 * One owner of the session, its keep-alive timer and the opening request.
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

export type SessionKeeperDeps = {
  client: GatewayClientDeps;
  onProgress: (phase: StartPhase) => void;
  onOpened: (session: PlayerSession) => void;
  onOpenFailed: (error: PlayerError) => void;
  /** The gateway has forgotten the session. */
  onGone: (error: PlayerError) => void;
};

export class SessionKeeper {
  #deps: SessionKeeperDeps;
  #session: PlayerSession | null = null;
  #gatewayUrl = '';
  /** Aborted when the session, open or being opened, is not wanted any more. */
  #run: AbortController | null = null;
  #cancelTimer: () => void = () => {};
  /** Of the exchange that told the clock; the quicker, the more exact. */
  #quickestMs = Number.POSITIVE_INFINITY;

  constructor(deps: SessionKeeperDeps) {
    this.#deps = deps;
  }

  get session(): PlayerSession | null {
    return this.#session;
  }

  /** Opens a session and reports by callback; what was open or being opened before is ended. */
  open(request: SessionRequest): void {
    this.end();
    const run = new AbortController();
    this.#run = run;
    this.#gatewayUrl = request.gatewayUrl;
    const onProgress = (phase: StartPhase) => {
      if (!run.signal.aborted) this.#deps.onProgress(phase);
    };
    openSession(this.#deps.client, request, { signal: run.signal, onProgress }).then(
      (session) => {
        if (run.signal.aborted) {
          // The answer overtook the abort, so the gateway counts a viewer that is none.
          endSession(this.#deps.client, request.gatewayUrl, session.id);
          return;
        }
        this.#session = session;
        this.#quickestMs = Number.POSITIVE_INFINITY;
        this.#scheduleKeepAlive(session, run.signal);
        this.#deps.onOpened(session);
      },
      (error: unknown) => {
        if (!run.signal.aborted) this.#deps.onOpenFailed(asPlayerError(error));
      },
    );
  }

  /** Ends the session or gives up the one being opened; harmless when there is none. Returns what has ended. */
  end(): PlayerSession | null {
    const session = this.forget();
    if (session !== null) endSession(this.#deps.client, this.#gatewayUrl, session.id);
    return session;
  }

  /** As `end()`, for a session that the gateway has ended already: it is told nothing. */
  forget(): PlayerSession | null {
    const session = this.#session;
    this.#session = null;
    this.#run?.abort();
    this.#run = null;
    this.#cancelTimer();
    return session;
  }

  #scheduleKeepAlive(session: PlayerSession, signal: AbortSignal): void {
    this.#cancelTimer = this.#deps.client.clock.after(
      session.keepAliveMs,
      () => void this.#keepAlive(session, signal),
    );
  }

  /** One keep-alive. A failed one is no news: requests for media are signs of life too, and the next one follows. */
  async #keepAlive(session: PlayerSession, signal: AbortSignal): Promise<void> {
    try {
      const kept = await keepSessionAlive(this.#deps.client, this.#gatewayUrl, session, signal);
      session.expiresAtMs = kept.expiresAtMs;
      if (kept.clockOffsetMs !== null && kept.roundTripMs <= this.#quickestMs) {
        this.#quickestMs = kept.roundTripMs;
        session.clockOffsetMs = kept.clockOffsetMs;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof PlayerError && (error.code === 'session_gone' || error.code === 'not_found')) {
        this.#deps.onGone(
          new PlayerError('session_gone', 'The gateway has ended the session.', { cause: error }),
        );
        return;
      }
    }
    if (!signal.aborted) this.#scheduleKeepAlive(session, signal);
  }
}

function asPlayerError(error: unknown): PlayerError {
  if (error instanceof PlayerError) return error;
  return new PlayerError('answer_not_understood', 'The session could not be read.', { cause: error });
}
