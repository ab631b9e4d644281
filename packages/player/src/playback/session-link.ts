/**
 * One player's hold on the session that the players of the page share, and what the page is told of it. Owned by
 * `Playback`, which alone decides when.
 */
import type { PlayerError } from '../errors/player-error.js';
import type { Notify } from '../events.js';
import type { EarlyClaim } from '../session/early-claim.js';
import type { SessionRequest } from '../session/gateway-request.js';
import type { PlayerSession } from '../session/session-answer.js';
import type { SessionClaim, SessionHolder } from '../session/shared-session.js';
import type { SharedSessions } from '../session/shared-sessions.js';
import type { PlayerEvent, SessionEndReason } from '../state/player-state.js';

export type SessionLinkDeps = {
  sessions: () => SharedSessions;
  notify: Notify;
  dispatch: (event: PlayerEvent) => void;
  /** It could not be opened, or it is gone. */
  onFailed: (error: PlayerError) => void;
};

export class SessionLink {
  #deps: SessionLinkDeps;
  #claim: SessionClaim | null = null;
  #gatewayUrl = '';

  constructor(deps: SessionLinkDeps) {
    this.#deps = deps;
  }

  /** The session that is open. */
  get session(): PlayerSession | null {
    return this.#claim?.session ?? null;
  }

  /** Players of the page that hold or await a session of the same gateway, with this one. */
  get playerCount(): number {
    return this.#deps.sessions().playerCountAt(this.#gatewayUrl);
  }

  /** Opens a session or joins that of another player; one that is being opened is given up. */
  open(request: SessionRequest): void {
    this.#claim?.leave('end');
    this.#gatewayUrl = request.gatewayUrl;
    this.#claim = this.#deps.sessions().join(request, this.#holder());
  }

  /** Goes on with a hold that was begun before. */
  takeOver(early: EarlyClaim): void {
    this.#gatewayUrl = early.request.gatewayUrl;
    this.#claim = early.claim;
    early.handOver(this.#holder());
  }

  /** Asks the gateway whether the session is still there. */
  check(): void {
    this.#claim?.check();
  }

  close(reason: SessionEndReason): void {
    const left = this.#claim?.leave(reason === 'gone' ? 'gone' : 'end') ?? null;
    this.#claim = null;
    if (left !== null) this.#deps.notify('sessionend', { sessionId: left.id, reason });
  }

  #holder(): SessionHolder {
    const { notify, dispatch, onFailed } = this.#deps;
    const tellStart = ({ id, cameraId }: PlayerSession) =>
      notify('sessionstart', { sessionId: id, cameraId });
    return {
      onProgress: (phase) => {
        dispatch({ type: 'progress', phase });
        notify('progress', { phase });
      },
      onViewerAsked: () => dispatch({ type: 'viewer_asked' }),
      onOpened: (session) => {
        tellStart(session);
        dispatch({ type: 'session_opened' });
      },
      onRenewed: (session, previous) => {
        notify('sessionend', { sessionId: previous.id, reason: 'renewed' });
        tellStart(session);
        dispatch({ type: 'renewed' });
      },
      onOpenFailed: onFailed,
      onGone: onFailed,
    };
  }
}
