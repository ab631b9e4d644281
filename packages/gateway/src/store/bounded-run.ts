/**
 * A run's way into a stream for as long as the stream has room for it: a camera that fills the memory with pictures that
 * no segment ends between is cut off. Made by the live stream for each run.
 */
import type { Logger } from '../log/logger.js';
import type { RunSink } from '../packager/run-sink.js';

export type RunOptions = {
  /** How long the ingest holds media back on purpose. */
  arrivalDelayMs: number;
  /** Called once where the run was ended because it fills the memory. @default does nothing */
  onOverfull?(): void;
  /** @default that of the stream */
  logger?: Logger;
};

export type BoundedRunOptions = {
  run: RunSink;
  /** The stream holds more than it may, although all that may leave has left. */
  isOverfull(): boolean;
  /** Called once, after the run was ended for that. */
  onOverfull(): void;
};

export function boundRun({ run, isOverfull, onOverfull }: BoundedRunOptions): RunSink {
  let hasEnded = false;
  return {
    get lastPictureAtMs() {
      return run.lastPictureAtMs;
    },
    setTracks: (tracks) => run.setTracks(tracks),
    write(unit) {
      if (hasEnded) return;
      run.write(unit);
      if (!isOverfull()) return;
      hasEnded = true;
      run.end();
      onOverfull();
    },
    end() {
      hasEnded = true;
      run.end();
    },
  };
}
