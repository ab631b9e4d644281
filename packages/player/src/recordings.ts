/** Entry of the list: defines `<rpi-live-camera-recordings>` and exports what a page or a framework needs to name. */
import { LiveCameraRecordings } from './live-camera-recordings.js';

export { PlayerError, type PlayerErrorCode } from './errors/player-error.js';
export type { RecordingsEventDetails, RecordingsEventMap } from './recording-list/list-events.js';
export type {
  LiveCameraRecordingsCssProperties,
  LiveCameraRecordingsParts,
} from './recording-list/list-styling.js';
export type {
  LiveCameraRecordingsAttributes,
  LiveCameraRecordingsProperties,
} from './recordings-attributes.js';
export { LiveCameraRecordings };

// On a server there is no registry, or Lit's stand-in for one; importing is harmless either way.
if (typeof customElements !== 'undefined') LiveCameraRecordings.define();

declare global {
  interface HTMLElementTagNameMap {
    'rpi-live-camera-recordings': LiveCameraRecordings;
  }
}
