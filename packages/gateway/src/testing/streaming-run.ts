/** A run for the tests of what follows STOP, on a clock that they play. */
import type { Run } from '../lease/run.js';

export type StreamingRunOptions = {
  /** The monotonic clock. */
  nowMs: () => number;
  /** When its camera stops; `-Infinity`: it never sent anything. */
  streamsUntilMs: number;
  /** From one piece to the next. @default bytes come all the time */
  everyMs?: number;
  onClosed: () => void;
};

export function createStreamingRun({ nowMs, streamsUntilMs, everyMs, onClosed }: StreamingRunOptions): Run {
  return {
    runId: 'a',
    output: undefined,
    lastPictureAtMs: Number.NEGATIVE_INFINITY,
    get lastBytesAtMs() {
      const lastAtMs = Math.min(nowMs(), streamsUntilMs);
      // Between two looks, whenever those are.
      return everyMs === undefined ? lastAtMs : Math.round(lastAtMs / everyMs) * everyMs - everyMs / 2;
    },
    start: async () => {},
    close: async () => onClosed(),
  };
}
