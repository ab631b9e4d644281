/** In which recording one goes on that had lasted long enough. Pure. Used by the routes. */
import type { RecordingSummary } from './recording-summary.js';

/** The next one begins with the segment behind the last; further off something else has begun. */
const maxGapMs = 1000;

/** @param newestFirst all of the camera @returns its id; `undefined` where it is over, or was deleted */
export function continuationOf(
  recording: RecordingSummary,
  newestFirst: readonly RecordingSummary[],
): string | undefined {
  if (recording.endReason !== 'continued') return undefined;
  const place = newestFirst.findIndex(({ recordingId }) => recordingId === recording.recordingId);
  const next = newestFirst[place - 1];
  const follows = next && Math.abs(next.startedAtMs - recording.endedAtMs) <= maxGapMs;
  return follows ? next.recordingId : undefined;
}
