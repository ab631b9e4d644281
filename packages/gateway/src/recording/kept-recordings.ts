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

/**
 * When it ended: `now`, made by this gateway; or before it was found, at this time of the monotonic clock, made by another
 * gateway or by this one before it was started.
 */
export type Ended = 'now' | { beforeMonotonicMs: number };

/** `monotonicMs`: by then it had ended. `isExact`: just then, so that no setting of the clock changes its age. */
type Entry = { recording: KeptRecording; monotonicMs: number; isExact: boolean };

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

  /**
   * Those that ended first come first where their ages say nothing else.
   *
   * @param nowMs epoch milliseconds
   */
  deletable(nowMs: number): Deletable[] {
    const nowMonotonicMs = performance.now();
    return [...this.#byName.values()]
      .sort((one, other) => one.recording.endedAtMs - other.recording.endedAtMs)
      .map(({ recording, monotonicMs, isExact }) => {
        const { cameraId, recordingId, byteLength, endedAtMs } = recording;
        const knownMs = nowMonotonicMs - monotonicMs;
        // A clock that is behind, as after a boot without one, would have them end in the future.
        const ageMs = isExact ? knownMs : Math.max(nowMs - endedAtMs, knownMs);
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

  /** In place of what was known of it. */
  add(recording: KeptRecording, ended: Ended): void {
    this.delete(recording);
    const isExact = ended === 'now';
    const monotonicMs = isExact ? performance.now() : ended.beforeMonotonicMs;
    this.#byName.set(nameOf(recording), { recording, monotonicMs, isExact });
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
