/**
 * Watches the bytes between the camera program and ffmpeg, so that a camera that delivers nothing is told apart from a
 * network that takes nothing: while ffmpeg does not take what is there, the camera is not to blame.
 */
import type { Transform } from 'node:stream';
import { firstByteTimeoutMs, stallTimeoutMs } from '../capture/delivery-watch.js';
import type { Clock } from '../clock/clock.js';

export type CameraWatchDeps = {
  clock: Clock;
  /** What the camera program writes into and ffmpeg reads from. */
  stream: Transform;
  /** Called once, with the time that has passed without a byte. */
  onStalled(afterMs: number): void;
};

export type CameraWatch = {
  /** Called when either program has ended. */
  close(): void;
};

/**
 * A camera that falls silent makes ffmpeg silent, too, whose watch may have begun up to one progress report earlier:
 * this one is sooner by more than that, so that the camera is named.
 */
const aheadMs = 500;

/** Begins to wait for the first byte. */
export function watchCamera({ clock, stream, onStalled }: CameraWatchDeps): CameraWatch {
  const waitFor = (timeoutMs: number) =>
    clock.setTimer(timeoutMs, () => {
      if (stream.readableLength > 0) cancelTimer = waitFor(timeoutMs);
      else onStalled(timeoutMs);
    });
  let cancelTimer = waitFor(firstByteTimeoutMs - aheadMs);
  const onBytes = () => {
    cancelTimer();
    cancelTimer = waitFor(stallTimeoutMs - aheadMs);
  };
  stream.on('data', onBytes);
  return {
    close() {
      stream.off('data', onBytes);
      cancelTimer();
    },
  };
}
