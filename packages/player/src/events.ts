/**
 * The element's own events: `CustomEvent`s that do not bubble. The media events of the inner video are fired again under
 * their native names; `progress` and `error` are the element's own, as a live stream has no use for the native ones.
 */
import type { StartPhase, Transport } from '@rpi-live-camera/protocol';
import type { PlayerError } from './errors/player-error.js';
import type { PlayerStateName, SessionEndReason } from './state/player-state.js';

/** A picture that the viewer took. */
export type SnapshotTaken = { blob: Blob; fileName: string };

/** A link to a moment; `recording`: id, or `null` where it is a moment of the live stream. */
export type LinkShared = { url: string; date: Date; recording: string | null };

/** `detail` of each event. */
export type PlayerEventDetails = {
  /** The state is another one now; `error` is the failure behind it, if there is one. */
  statechange: { state: PlayerStateName; previous: PlayerStateName; error: PlayerError | null };
  /** The start has come one step further. */
  progress: { phase: StartPhase };
  /** A session is open: the camera is being watched. */
  sessionstart: { sessionId: string; cameraId: string };
  /** The session is over, and why. */
  sessionend: { sessionId: string; reason: SessionEndReason };
  /** Media comes another way now; `reason`: why not by a better one, `null` where it is the best. */
  transportchange: { from: Transport | null; to: Transport; reason: PlayerError | null };
  /** The delay changed by a tenth of a second or more; looked at once a second. `null`: no longer known. */
  latencychange: { latency: number | null };
  /**
   * The browser does not allow playing without a user's gesture: with sound, or at all. Cancel it to keep the player
   * from muting itself and trying again.
   */
  autoplayblocked: { blocked: 'sound' | 'playback' };
  /** The viewer took a picture with the controls. Cancel it to keep the file from being saved. */
  snapshot: SnapshotTaken;
  /** The viewer wants a link to the moment on the screen. Cancel it to keep it from being copied, and share it otherwise. */
  linkshare: LinkShared;
  /** The picture was lost; the next attempt begins after `delayMs`. */
  reconnecting: { attempt: number; delayMs: number; error: PlayerError };
  /** The picture is back. */
  reconnected: { attempts: number; downtimeMs: number };
  /** Playing failed (`failed`) or the camera is away (`offline`); the detail is the error itself. */
  error: PlayerError;
};

export type PlayerEventType = keyof PlayerEventDetails;
export type PlayerEventMap = { [Type in PlayerEventType]: CustomEvent<PlayerEventDetails[Type]> };

/** Tells the page; `false` when the event was cancelled, which `autoplayblocked` can be: something follows that the page may not want. */
export type Notify = <Type extends PlayerEventType>(type: Type, detail: PlayerEventDetails[Type]) => boolean;

/** Events of the inner video that are fired again on the element. */
export const mirroredMediaEvents = [
  'loadstart',
  'suspend',
  'abort',
  'emptied',
  'stalled',
  'loadedmetadata',
  'loadeddata',
  'canplay',
  'canplaythrough',
  'playing',
  'waiting',
  'seeking',
  'seeked',
  'ended',
  'durationchange',
  'timeupdate',
  'play',
  'pause',
  'ratechange',
  'resize',
  'volumechange',
  'enterpictureinpicture',
  'leavepictureinpicture',
] as const;

export type MediaEventType = (typeof mirroredMediaEvents)[number];

/** Every event of the element that a page may listen to, besides those that any element has. */
export type LiveCameraEventMap = PlayerEventMap & { [Type in MediaEventType]: Event };
