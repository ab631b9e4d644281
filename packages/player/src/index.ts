/** Main entry: defines `<rpi-live-camera>` and exports what a page or a framework needs to name. */
import { LiveCamera } from './live-camera.js';

export { PlayerError, type PlayerErrorCode } from './errors/player-error.js';
export type { PlayerEventDetails, PlayerEventMap } from './events.js';
export type { PlayerStats } from './playback/player-stats.js';
export type { PlayerSession } from './session/session-answer.js';
export type { PlayerStateName, SessionEndReason } from './state/player-state.js';
export type { PlayerTexts } from './texts/texts.js';
export { LiveCamera };

// On a server there is no registry; importing is harmless and the element is defined in the browser.
if (typeof customElements !== 'undefined') LiveCamera.define();

declare global {
  interface HTMLElementTagNameMap {
    'rpi-live-camera': LiveCamera;
  }
}
