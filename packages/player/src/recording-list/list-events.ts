/** Events of `<rpi-live-camera-recordings>`: `CustomEvent`s that do not bubble. */
import type { Recording } from '@rpi-live-camera/protocol';
import type { PlayerError } from '../errors/player-error.js';

/** `detail` of each event. */
export type RecordingsEventDetails = {
  /**
   * Somebody chose a recording, or the live picture instead of one (`null`). Cancel it to keep the player that is named by
   * `for` from playing it.
   */
  recordingselect: { recording: Recording | null };
  /** Somebody deleted a recording, for good. */
  recordingdelete: { recordingId: string };
  /** Somebody started a recording, and something of it is kept. */
  recordingstart: { recording: Recording };
  /** Somebody stopped a recording; it is finished. */
  recordingstop: { recording: Recording };
  /** The list, or what somebody wanted of it, could not be had; the detail is the error itself. */
  error: PlayerError;
};

export type RecordingsEventType = keyof RecordingsEventDetails;
export type RecordingsEventMap = { [Type in RecordingsEventType]: CustomEvent<RecordingsEventDetails[Type]> };

/** The events of an element, with the list's own in place of the native `error`. */
export type ListEventMap = Omit<HTMLElementEventMap, keyof RecordingsEventMap> & RecordingsEventMap;
