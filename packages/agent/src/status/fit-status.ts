/** Makes a status the small message that it is to be, whatever a failing program wrote. Called by `CameraReporter`. */
import { type CameraFailure, type CameraStatus, maxStatusBytes } from '@rpi-live-camera/protocol';
import { redact } from '../log/redact.js';

/**
 * The status as it goes over MQTT, `maxStatusBytes` at most: the oldest last words are left out first, then the end of
 * the message. Without secrets, also where a capture of somebody else left some in.
 */
export function fitStatus(status: CameraStatus): string {
  let text = redact(JSON.stringify(status));
  let { lastError } = status;
  while (lastError && lastError.message !== '' && Buffer.byteLength(text) > maxStatusBytes) {
    lastError = shorten(lastError);
    text = redact(JSON.stringify({ ...status, lastError }));
  }
  return text;
}

function shorten({ code, message, lastWords = [] }: CameraFailure): CameraFailure {
  if (lastWords.length > 0) return { code, message, lastWords: lastWords.slice(1) };
  return { code, message: message.slice(0, message.length >> 1) };
}
