/** What playing needs of the element, and tells it. */
import type { Notify } from '../events.js';
import type { SessionRequest } from '../session/gateway-request.js';
import type { PlayerEnvironment } from './environment.js';
import type { ReceivePreferences } from './receiver-deps.js';

export type PlaybackDeps = {
  video: HTMLVideoElement;
  environment: PlayerEnvironment;
  /** @throws PlayerError when the page names no camera */
  request: () => SessionRequest;
  preferences: () => ReceivePreferences & {
    /** How long a paused player keeps the camera. */
    pauseReleaseMs: number;
    /** The moment to begin with (ISO 8601); without one it is live, or the beginning of a recording. */
    startAt: string | null;
  };
  notify: Notify;
  /** Draw again: the state or a number on the screen changed. */
  onChange: () => void;
  /** The video is about to lose its picture, which shall stay (`keep`) or go (`drop`). */
  onDetach: (lastPicture: 'keep' | 'drop') => void;
};
