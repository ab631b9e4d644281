/**
 * The words of the player's state machine: its state, what can happen to it and what it asks for. `transition.ts` is
 * the machine, `playback/playback.ts` feeds it and executes the effects.
 */
import type { StartPhase } from '@rpi-live-camera/protocol/http';
import type { PlayerError } from '../errors/player-error.js';
import type { RetryPace } from './retry-delay.js';

export const playerStateNames = [
  'idle',
  'starting',
  'connecting',
  'buffering',
  'playing',
  'paused',
  'reconnecting',
  'offline',
  'failed',
] as const;
export type PlayerStateName = (typeof playerStateNames)[number];

/**
 * Why nobody sees the page: it was hidden for long enough, it goes (perhaps into the back/forward cache), or the browser
 * stops all that runs in it.
 */
export type SuspendReason = 'hidden' | 'pagehide' | 'frozen';

/**
 * Why a session ended, as told in `sessionend`. `frozen` is also a machine that slept; `renewed`: another one goes on in
 * its place.
 */
export type SessionEndReason =
  | SuspendReason
  | 'stopped'
  | 'removed'
  | 'paused'
  | 'failed'
  | 'gone'
  | 'renewed'
  | 'changed';

export type PlayerState = {
  readonly name: PlayerStateName;
  /** How far the start has come; `waking` until the gateway says more. */
  readonly phase: StartPhase;
  /** The browser waits for the viewer's permission, as far as is known. */
  readonly isViewerAsked: boolean;
  readonly hasSession: boolean;
  /** A picture has been shown since the last `start`: failures reconnect instead of failing. */
  readonly hadPicture: boolean;
  /** It was shown before nobody saw the page: failures reconnect before the first picture, too. */
  readonly isReturn: boolean;
  /** Failures since the last play that lasted `stablePlayMs`. */
  readonly failureCount: number;
  /** The newest failure; cleared by the next picture. */
  readonly error: PlayerError | null;
  /** A retry is scheduled; while `failed` also: under way, and still shown as what failed until there is news. */
  readonly retryPending: boolean;
  /** Stopped because nobody sees the page; starts again when somebody does. */
  readonly suspended: boolean;
};

export type PlayerEvent =
  /** The page or the viewer wants to watch, from the beginning. */
  | { type: 'start' }
  | { type: 'stop'; reason: 'stopped' | 'removed' | 'changed' }
  | { type: 'play' }
  | { type: 'pause' }
  | { type: 'progress'; phase: StartPhase }
  /** The browser asks whether the page may reach the gateway's network. */
  | { type: 'viewer_asked' }
  | { type: 'session_opened' }
  /** The transport is attached and receives. */
  | { type: 'transport_ready' }
  /** A new picture is on the screen. */
  | { type: 'picture' }
  /** The browser does not let the video play until somebody touches the page. */
  | { type: 'blocked' }
  /** The video ran out of data. */
  | { type: 'waiting' }
  /** The recording was played to its end. */
  | { type: 'ended' }
  /** Another moment is wanted than what is attached can show. */
  | { type: 'sought' }
  /** Paused for so long that media shall not be received any more; the session is held on for going back. */
  | { type: 'rest' }
  /** No new picture for longer than the watchdog allows; the transport still lives and may heal by itself. */
  | { type: 'stalled'; error: PlayerError; playedMs: number }
  /** Opening the session failed, the session is gone, or the transport gave up. */
  | { type: 'failed'; error: PlayerError; playedMs: number }
  | { type: 'retry' }
  /** Nothing ran for a while: the machine slept. */
  | { type: 'woken'; error: PlayerError }
  /** The browser has found the network again. */
  | { type: 'network_back' }
  /** Another session is open in place of the one that was. */
  | { type: 'renewed' }
  /** Paused for so long that the camera shall not be held any more. */
  | { type: 'release' }
  | { type: 'suspend'; reason: SuspendReason }
  | { type: 'resume' };

export type PlayerEffect =
  | { type: 'open_session' }
  /** Ends the session, or gives up the one being opened. */
  | { type: 'close_session'; reason: SessionEndReason }
  /** Connects the session's transport to the video, replacing what is attached. */
  | { type: 'attach' }
  | { type: 'detach'; lastPicture: 'keep' | 'drop' }
  | { type: 'schedule_retry'; pace: RetryPace; attempt: number; retryAfterMs: number | undefined }
  | { type: 'cancel_retry' }
  /** Plays what is paused: at the live edge, or where it was paused in what can be watched again. */
  | { type: 'play_on' }
  | { type: 'pause_video' };

export type Transition = { state: PlayerState; effects: readonly PlayerEffect[] };

export const initialState: PlayerState = {
  name: 'idle',
  phase: 'waking',
  isViewerAsked: false,
  hasSession: false,
  hadPicture: false,
  isReturn: false,
  failureCount: 0,
  error: null,
  retryPending: false,
  suspended: false,
};

/** Nothing to do. */
export function stay(state: PlayerState): Transition {
  return { state, effects: [] };
}

/** Detaches behind the last picture and ends the session. */
export function letGo(reason: SessionEndReason): PlayerEffect[] {
  return [
    { type: 'detach', lastPicture: 'keep' },
    { type: 'close_session', reason },
  ];
}
