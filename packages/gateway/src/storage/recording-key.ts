/**
 * How a recording is named in storage, in URLs and in logs. Names are made here and checked wherever one comes back from
 * outside, so that no path can lead out of the storage.
 */
import { randomBytes } from 'node:crypto';
import { cameraIdPattern } from '@rpi-live-camera/protocol';

/** Where a recording lies: whose it is, and which. */
export type RecordingKey = { readonly cameraId: string; readonly recordingId: string };

/** `20261120T120000Z-` and eight random letters: in the order of their starts, never twice the same. */
export const recordingIdPattern = /^\d{8}T\d{6}Z-[a-z2-7]{8}$/;

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

export function createRecordingId(startedAtMs: number): string {
  const date = new Date(startedAtMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const random = [...randomBytes(8)].map((byte) => letters[byte % letters.length]).join('');
  return `${date}-${random}`;
}

export function isRecordingKey({ cameraId, recordingId }: RecordingKey): boolean {
  return cameraIdPattern.test(cameraId) && recordingIdPattern.test(recordingId);
}

/** When its first picture was taken, in epoch milliseconds, to the second. */
export function startOf({ recordingId }: RecordingKey): number {
  const [, date, hours, minutes, seconds] = /^(\d{8})T(\d\d)(\d\d)(\d\d)Z/.exec(recordingId) ?? [];
  const day = date?.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  return Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`);
}

/** One string for both. */
export function nameOf({ cameraId, recordingId }: RecordingKey): string {
  return `${cameraId}/${recordingId}`;
}
