/**
 * What the viewers of one camera share: its live stream and the runs that feed it. Made for the first viewer, ends
 * `graceMs` after the last one left, and then takes every segment with it: old video is never shown as live.
 */
import type { CameraStatus } from '@rpi-live-camera/protocol';
import type { StartPhase } from '@rpi-live-camera/protocol/http';
import { GatewayError } from '../errors/gateway-error.js';
import type { RunKeeper } from '../lease/run-keeper.js';
import type { StartPauses } from '../limits/start-pauses.js';
import type { Logger } from '../log/logger.js';
import type { StreamPictures } from '../pictures/stream-pictures.js';
import type { LiveStream } from '../store/live-stream.js';
import { startTimeoutError } from './start-timeout.js';

export type CameraStreamDeps = {
  cameraId: string;
  /** Told how the start of the camera ended. @default nobody is */
  starts?: Pick<StartPauses, 'onFailed' | 'forget'>;
  live: LiveStream;
  pictures: StreamPictures;
  graceMs: number;
  startTimeoutMs: number;
  logger: Logger;
  /** A viewer has lost a picture: a keyframe would help. */
  onKeyframeWanted(): void;
  /** Called once, when the stream takes no more viewers. */
  onEnded(reason: StreamEndReason): void;
};

export type JoinOptions = {
  /** The viewer's; leaving before the answer gives the claim back. */
  signal: AbortSignal;
  /** Told the phase that the start is in now and each further one. */
  onPhase?: (phase: StartPhase) => void;
  /** Of the request that asks, for the log. */
  requestId?: string;
};

/** `start_failed`: the camera never came, and who waited was told. `clock_set`: dates would have gone on wrong. */
export type StreamEndReason = 'nobody_watches' | 'start_failed' | 'clock_set' | 'gateway_ends';

/** One viewer's hold on the stream. */
export type StreamClaim = { release(): void };

type Waiter = { resolve(): void; reject(error: GatewayError): void; onPhase: (phase: StartPhase) => void };

export class CameraStream {
  readonly live: LiveStream;
  /** The same stream as moving JPEG pictures. */
  readonly pictures: StreamPictures;
  readonly #deps: CameraStreamDeps;
  readonly #claims = new Set<StreamClaim>();
  readonly #waiters = new Set<Waiter>();
  #keeper: RunKeeper | undefined;
  #phase: StartPhase = 'waking';
  /** Pictures of the run in progress have come in. */
  #isLive = false;
  #wasLive = false;
  /** Why it has no picture yet. */
  #lastFailure: GatewayError | undefined;
  #sinceMs = Date.now();
  /** On the monotonic clock, as the next one. */
  readonly #madeAtMs = performance.now();
  #changedAtMs = this.#madeAtMs;
  #viewerCount = 0;
  #grace: NodeJS.Timeout | undefined;
  #isOver = false;
  #ended: Promise<void> | undefined;

  constructor(deps: CameraStreamDeps) {
    this.#deps = deps;
    this.live = deps.live;
    this.pictures = deps.pictures;
  }

  get claimCount(): number {
    return this.#claims.size;
  }

  get isLive(): boolean {
    return this.#isLive;
  }

  /** When the stream became what it is, starting or live, in epoch milliseconds. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  /**
   * Hands over the keeper, whose callbacks need the stream first.
   *
   * @param previous the end of the camera's last stream, whose port may still be in use
   */
  async start(keeper: RunKeeper, previous: Promise<void>): Promise<void> {
    this.#keeper = keeper;
    await previous;
    if (!this.#isOver) keeper.want();
  }

  /**
   * Claims the stream and waits until there is something to play.
   *
   * @throws GatewayError `camera_timeout`, or why the camera could not start; the claim is given back then
   */
  async join({ signal, onPhase = () => {} }: JoinOptions): Promise<StreamClaim> {
    const claim: StreamClaim = { release: () => this.#release(claim, this.#deps.graceMs) };
    this.#claims.add(claim);
    this.#viewerCount += 1;
    clearTimeout(this.#grace);
    try {
      if (!this.#isLive) await this.#waitUntilLive(signal, onPhase);
      return claim;
    } catch (error) {
      // A start that failed needs no grace; one that was left may be asked for again by the page's reload.
      const hasFailed = !this.#wasLive && !signal.aborted;
      this.#release(claim, hasFailed ? 0 : this.#deps.graceMs);
      throw error;
    }
  }

  onPhase(phase: StartPhase): void {
    if (phase === 'waking') this.#setLive(false);
    if (this.#isLive || phase === this.#phase) return;
    this.#phase = phase;
    for (const waiter of this.#waiters) waiter.onPhase(phase);
  }

  /** The run in progress has its first pictures. */
  onLive(): void {
    this.#setLive(true);
    this.#wasLive = true;
    this.#deps.starts?.forget(this.#deps.cameraId);
    this.#keeper?.onPicture();
    for (const waiter of this.#waiters) waiter.resolve();
  }

  /** A run failed: whoever waits is told; viewers who have a picture keep their session while further runs are tried. */
  onFailure(error: GatewayError): void {
    const { logger, cameraId } = this.#deps;
    const { code, message } = error;
    logger.debug({ cameraId, code, error: message, waiting: this.#waiters.size }, 'who waits is told why');
    this.#lastFailure = error;
    for (const waiter of this.#waiters) waiter.reject(error);
  }

  /** The camera said goodbye: nobody has to wait for it any longer. */
  onCameraOffline(): void {
    if (this.#isLive || this.#phase !== 'waking') return;
    this.onFailure(new GatewayError('camera_offline', 'The camera went offline.', { retryAfterMs: 10_000 }));
  }

  /** Asks the camera for a keyframe, for a viewer that has lost a picture. */
  wantKeyframe(): void {
    this.#deps.onKeyframeWanted();
  }

  onLinkUp(): void {
    this.#keeper?.onLinkUp();
  }

  onCameraIdle(): void {
    this.#keeper?.onCameraIdle();
  }

  /** What the camera says of itself. */
  onCameraStatus({ state, runId, lastError }: CameraStatus): void {
    if (state === 'error' && runId)
      this.#keeper?.onCameraFailed(runId, lastError?.message ?? 'It says no more.');
  }

  onCameraRefused(runId: string, message: string): void {
    this.#keeper?.onCameraRefused(runId, message);
  }

  /** STOP, ingest ended, every segment freed when the promise resolves. */
  end(reason: StreamEndReason = 'gateway_ends'): Promise<void> {
    this.#isOver = true;
    this.#ended ??= this.#end(reason);
    return this.#ended;
  }

  /** Like `end()`, without listening on for a camera that may not have stopped. */
  endInHaste(): Promise<void> {
    const ended = this.end();
    this.#keeper?.hurry();
    return ended;
  }

  async #end(reason: StreamEndReason): Promise<void> {
    clearTimeout(this.#grace);
    const { logger, cameraId } = this.#deps;
    const livedMs = Math.round(performance.now() - this.#madeAtMs);
    logger.info({ cameraId, reason, livedMs, viewerCount: this.#viewerCount }, 'the stream ended');
    this.#setLive(false);
    const error = new GatewayError('stream_not_ready', 'The stream has ended. Ask for a new session.');
    for (const waiter of this.#waiters) waiter.reject(error);
    if (!this.#wasLive && this.#lastFailure !== undefined)
      this.#deps.starts?.onFailed(this.#deps.cameraId, this.#lastFailure);
    this.#deps.onEnded(reason);
    this.live.close();
    await Promise.all([this.#keeper?.close(), this.pictures.close()]);
  }

  #waitUntilLive(signal: AbortSignal, onPhase: (phase: StartPhase) => void): Promise<void> {
    const { cameraId, startTimeoutMs } = this.#deps;
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const settle = (action: () => void): void => {
        clearTimeout(deadline);
        signal.removeEventListener('abort', onAbort);
        this.#waiters.delete(waiter);
        action();
      };
      const waiter: Waiter = {
        resolve: () => settle(resolve),
        reject: (error) => settle(() => reject(error)),
        onPhase,
      };
      const onAbort = (): void => settle(() => reject(signal.reason));
      const onDeadline = (): void => {
        const error = startTimeoutError({ cameraId, phase: this.#phase, startTimeoutMs });
        this.#lastFailure = error;
        waiter.reject(error);
      };
      const deadline = setTimeout(onDeadline, startTimeoutMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiters.add(waiter);
      onPhase(this.#phase);
    });
  }

  #setLive(isLive: boolean): void {
    if (this.#isLive === isLive) return;
    this.#isLive = isLive;
    const nowMs = performance.now();
    if (isLive) {
      const { logger, cameraId } = this.#deps;
      logger.info({ cameraId, waitedMs: Math.round(nowMs - this.#changedAtMs) }, 'the stream is live');
    }
    this.#changedAtMs = nowMs;
    this.#sinceMs = Date.now();
  }

  /** The last claim gives the stream its grace; it ends at once where that is 0. */
  #release(claim: StreamClaim, graceMs: number): void {
    if (!this.#claims.delete(claim) || this.#claims.size > 0 || this.#isOver) return;
    if (graceMs === 0) void this.end(this.#wasLive ? 'nobody_watches' : 'start_failed');
    else this.#grace = setTimeout(() => void this.end('nobody_watches'), graceMs);
  }
}
