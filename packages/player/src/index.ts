/** Main entry: defines `<rpi-live-camera>` and exports what a page or a framework needs to name. */
import { LiveCamera } from './live-camera.js';

export type { LiveCameraAttributes, LiveCameraProperties } from './attributes.js';
export { PlayerError, type PlayerErrorCode } from './errors/player-error.js';
export type { LinkShared, LiveCameraEventMap, PlayerEventDetails, PlayerEventMap } from './events.js';
export type { PlayerStats } from './playback/player-stats.js';
export type { PlayerRecording } from './session/recording-answer.js';
export type { PlayerSession } from './session/session-answer.js';
export type { PlayerStateName, SessionEndReason } from './state/player-state.js';
export type { LiveCameraCssProperties, LiveCameraParts, LiveCameraStates } from './styling.js';
export type { PlayerTexts } from './texts/texts.js';
export { LiveCamera };

// On a server there is no registry, or Lit's stand-in for one; importing is harmless either way.
if (typeof customElements !== 'undefined') LiveCamera.define();

declare global {
  interface HTMLElementTagNameMap {
    'rpi-live-camera': LiveCamera;
  }
}
