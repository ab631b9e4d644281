/** A run for the tests of what follows STOP, on a clock that they play. */
import type { Run } from '../lease/run.js';

export type StreamingRunOptions = {
  /** The monotonic clock. */
  nowMs: () => number;
  /** When its camera stops; `-Infinity`: it never sent anything. */
  streamsUntilMs: number;
  onClosed: () => void;
};

export function createStreamingRun({ nowMs, streamsUntilMs, onClosed }: StreamingRunOptions): Run {
  return {
    runId: 'a',
    output: undefined,
    lastPictureAtMs: Number.NEGATIVE_INFINITY,
    get lastBytesAtMs() {
      return Math.min(nowMs(), streamsUntilMs);
    },
    start: async () => {},
    close: async () => onClosed(),
  };
}
