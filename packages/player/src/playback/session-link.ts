/**
 * One player's hold on what it plays: the session that the players of the page share, or a recording; and what the page is
 * told of it. Owned by `Playback`, which alone decides when.
 */
import { PlayerError } from '../errors/player-error.js';
import type { Notify } from '../events.js';
import type { EarlyClaim } from '../session/early-claim.js';
import type { SessionRequest } from '../session/gateway-request.js';
import type { RecordingAccess } from '../session/recording-answer.js';
import type { PlayerSession } from '../session/session-answer.js';
import type { SessionClaim, SessionHolder } from '../session/shared-session.js';
import type { PlayerEvent, SessionEndReason } from '../state/player-state.js';
import type { PlayerEnvironment } from './environment.js';
import type { Watchable } from './receiver-deps.js';

export type SessionLinkDeps = {
  environment: Pick<PlayerEnvironment, 'sessions' | 'clock'>;
  notify: Notify;
  dispatch: (event: PlayerEvent) => void;
  /** It could not be opened, or it is gone. */
  onFailed: (error: PlayerError) => void;
};

export class SessionLink {
  #deps: SessionLinkDeps;
  #claim: SessionClaim | null = null;
  #gatewayUrl = '';
  #recording: RecordingAccess | null = null;
  /** Of a recording that is being opened or played. */
  #playing: AbortController | null = null;

  constructor(deps: SessionLinkDeps) {
    this.#deps = deps;
  }

  /** The session that is open. */
  get session(): PlayerSession | null {
    return this.#claim?.session ?? null;
  }

  /** The recording that is played. */
  get recording(): RecordingAccess | null {
    return this.#recording;
  }

  /** What can be received by that. */
  get media(): Watchable | null {
    return this.#recording ?? this.session;
  }

  /** Players of the page that hold or await a session of the same gateway, with this one. */
  get playerCount(): number {
    return this.#deps.environment.sessions.playerCountAt(this.#gatewayUrl);
  }

  /** Opens a session or joins that of another player, or opens a recording; what is being opened is given up. */
  open(request: SessionRequest): void {
    this.#leave('end');
    this.#gatewayUrl = request.gatewayUrl;
    const { recording } = request;
    if (recording) void this.#openRecording({ ...request, recording });
    else this.#claim = this.#deps.environment.sessions.join(request, this.#holder());
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
    const left = this.#leave(reason === 'gone' ? 'gone' : 'end');
    if (left !== null) this.#deps.notify('sessionend', { sessionId: left.id, reason });
  }

  #leave(how: 'end' | 'gone'): PlayerSession | null {
    const left = this.#claim?.leave(how) ?? null;
    this.#claim = null;
    this.#playing?.abort();
    this.#recording = null;
    return left;
  }

  async #openRecording(request: SessionRequest & { recording: string }): Promise<void> {
    const { environment, dispatch, onFailed } = this.#deps;
    this.#playing = new AbortController();
    const { signal } = this.#playing;
    try {
      const { claimRecording } = await import('../session/recording-claim.js');
      if (signal.aborted) return;
      await claimRecording({
        ...environment,
        request,
        signal,
        onViewerAsked: () => dispatch({ type: 'viewer_asked' }),
        onOpened: (recording) => {
          this.#recording = recording;
          dispatch({ type: 'session_opened' });
        },
        onFailed,
      });
    } catch (cause) {
      const message = 'The code that plays recordings could not be loaded.';
      if (!signal.aborted) onFailed(new PlayerError('player_incomplete', message, { cause }));
    }
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
