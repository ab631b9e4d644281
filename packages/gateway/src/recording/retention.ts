/** Which recordings have to go: those that are too old, then the oldest until all fit. Pure. Called by the catalog. */
import type { RecordingSummary } from './recording-summary.js';

export type RetentionRules = {
  /** Setting `recording.maxAgeMs`. */
  maxAgeMs: number | null;
  /** Setting `recording.maxBytes`. */
  maxBytes: number | null;
};

export type RetentionState = {
  /** Finished ones. */
  finished: readonly RecordingSummary[];
  /** What those that are being made take. */
  activeBytes: number;
  /** Epoch milliseconds. */
  nowMs: number;
};

/** @returns whole recordings, oldest first */
export function chooseExpired(
  { maxAgeMs, maxBytes }: RetentionRules,
  { finished, activeBytes, nowMs }: RetentionState,
): RecordingSummary[] {
  const byAge = [...finished].sort((one, other) => one.endedAtMs - other.endedAtMs);
  let keptBytes = activeBytes + finished.reduce((total, { byteLength }) => total + byteLength, 0);
  return byAge.filter(({ endedAtMs, byteLength }) => {
    const isTooOld = maxAgeMs !== null && nowMs - endedAtMs > maxAgeMs;
    const isTooMuch = maxBytes !== null && keptBytes > maxBytes;
    if (isTooOld || isTooMuch) keptBytes -= byteLength;
    return isTooOld || isTooMuch;
  });
}
