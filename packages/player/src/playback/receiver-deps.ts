/** What receiving needs of `Playback`, and tells it. */
import type { PlayerError } from '../errors/player-error.js';
import type { Notify } from '../events.js';
import type { PlayerSession } from '../session/session-answer.js';
import type { PlayerEnvironment } from './environment.js';

/** What a player holds: a session, or a recording. */
export type Watchable = Pick<PlayerSession, 'sources' | 'clockOffsetMs' | 'timeShiftMs'>;

export type ReceivePreferences = {
  /** `auto` or transports in order of preference. */
  transport: string;
  /** `null`: as the stream advises. */
  targetLatencySeconds: number | null;
};

/** How to receive it now. */
export type Reception = ReceivePreferences & {
  /** Epoch, by the gateway's clock; `null`: live. */
  startAtMs: number | null;
  /** Players of the page that share the line to the gateway, with this one. */
  playerCount: number;
};

export type ReceiverDeps = {
  video: HTMLVideoElement;
  environment: PlayerEnvironment;
  notify: Notify;
  onReady: () => void;
  onPicture: () => void;
  onWaiting: () => void;
  /** No new picture for too long. */
  onStalled: (error: PlayerError) => void;
  /** The recording has been played to its end. */
  onEnded: () => void;
  /** The attachment is of no more use. */
  onFailed: (error: PlayerError) => void;
  /** The browser wants a gesture before it plays anything. */
  onBlocked: () => void;
  /** Paused or played by media keys, a headset or the picture-in-picture window. */
  onBrowserControl: (wish: 'play' | 'pause') => void;
  /** Something that is shown has changed. */
  onChange: () => void;
  /** A better transport than the one that plays may work again: attach anew. */
  onBetterDue: () => unknown;
};
