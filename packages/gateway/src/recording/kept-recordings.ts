/** The recordings that lie in storage and are not being made, and what they take together. Owned by the catalog. */
import { nameOf, type RecordingKey } from '../storage/recording-key.js';
import type { RecordingSummary } from './recording-summary.js';
import type { Deletable } from './retention.js';

/** One that is there and cannot be played: it takes room, and is deleted when it is its turn. */
export type UnreadableRecording = RecordingKey & {
  readonly isUnreadable: true;
  /** Epoch milliseconds. */
  endedAtMs: number;
  byteLength: number;
};

export type KeptRecording = RecordingSummary | UnreadableRecording;

/** `endedMonotonicMs`: of one that this gateway made, whose age no setting of the clock changes. */
type Entry = { recording: KeptRecording; endedMonotonicMs: number | undefined };

export class KeptRecordings {
  readonly #byName = new Map<string, Entry>();
  #byteLength = 0;

  get count(): number {
    return this.#byName.size;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  all(): KeptRecording[] {
    return [...this.#byName.values()].map(({ recording }) => recording);
  }

  /** Those that can be played. */
  summaries(): RecordingSummary[] {
    return this.all().filter(isPlayable);
  }

  /** @param nowMs epoch milliseconds */
  deletable(nowMs: number): Deletable[] {
    const monotonicMs = performance.now();
    return [...this.#byName.values()].map(({ recording, endedMonotonicMs }) => {
      const { cameraId, recordingId, byteLength, endedAtMs } = recording;
      const ageMs = endedMonotonicMs === undefined ? nowMs - endedAtMs : monotonicMs - endedMonotonicMs;
      return { cameraId, recordingId, byteLength, ageMs };
    });
  }

  has(key: RecordingKey): boolean {
    return this.#byName.has(nameOf(key));
  }

  /** `undefined` for one that cannot be played, or is not there. */
  summaryOf(key: RecordingKey): RecordingSummary | undefined {
    const recording = this.#byName.get(nameOf(key))?.recording;
    return recording && isPlayable(recording) ? recording : undefined;
  }

  /**
   * In place of what was known of it.
   *
   * @param ended `before`: another gateway made it, or this one before it was started
   */
  add(recording: KeptRecording, ended: 'now' | 'before'): void {
    this.delete(recording);
    const endedMonotonicMs = ended === 'now' ? performance.now() : undefined;
    this.#byName.set(nameOf(recording), { recording, endedMonotonicMs });
    this.#byteLength += recording.byteLength;
  }

  /** Idempotent. */
  delete(key: RecordingKey): void {
    const name = nameOf(key);
    this.#byteLength -= this.#byName.get(name)?.recording.byteLength ?? 0;
    this.#byName.delete(name);
  }
}

function isPlayable(recording: KeptRecording): recording is RecordingSummary {
  return !('isUnreadable' in recording);
}
