/**
 * Lets a camera rest that has failed to start several times in a row, whoever asks for it: each start costs it, the broker
 * and the gateway something, and pages of impatient viewers ask again and again. One entry for each configured camera that
 * fails. Told by streams, asked before one is made.
 */
import { GatewayError } from '../errors/gateway-error.js';
import { publicDetail } from '../errors/problem.js';

/** So many starts in a row may fail without a pause behind them. */
const freeFailureCount = 2;
/** The pause behind the next failure, and those behind further ones. A camera that is mended is back within the last. */
const pausesMs = [1000, 2000, 3000] as const;

export type StartPausesDeps = {
  /** On a monotonic clock. @default performance.now */
  now?(): number;
};

type Failures = { count: number; pausedUntilMs: number; last: string };

export class StartPauses {
  readonly #now: () => number;
  readonly #byCamera = new Map<string, Failures>();

  constructor({ now = () => performance.now() }: StartPausesDeps = {}) {
    this.#now = now;
  }

  /** A stream ended without ever having had a picture. @param why told to whoever asks meanwhile, as far as it may be */
  onFailed(cameraId: string, why: GatewayError): void {
    const count = (this.#byCamera.get(cameraId)?.count ?? 0) + 1;
    const step = count - freeFailureCount - 1;
    const pauseMs = step < 0 ? 0 : pausesMs[Math.min(step, pausesMs.length - 1)]!;
    this.#byCamera.set(cameraId, { count, pausedUntilMs: this.#now() + pauseMs, last: publicDetail(why) });
  }

  /** It has brought a picture, or has come back after it was away: what was is forgotten. */
  forget(cameraId: string): void {
    this.#byCamera.delete(cameraId);
  }

  /** @throws GatewayError `stream_not_ready` while the camera rests, with the time until it may be asked */
  assertOver(cameraId: string): void {
    const failures = this.#byCamera.get(cameraId);
    const restMs = failures ? Math.ceil(failures.pausedUntilMs - this.#now()) : 0;
    if (!failures || restMs <= 0) return;
    throw new GatewayError(
      'stream_not_ready',
      `The camera failed to start ${failures.count} times in a row and is asked again in ${restMs} ms. The last time: ${failures.last}`,
      { retryAfterMs: restMs },
    );
  }
}
