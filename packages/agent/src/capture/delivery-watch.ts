/**
 * Watches that a capture delivers: tells the first bytes and the progress, and notices when bytes or pictures stop to
 * come although the program lives. Owned by each capture for one run; the capture ends its program when it stalls.
 */
import type { Clock } from '../clock/clock.js';
import type { Failure } from '../errors/agent-error.js';
import type { CaptureProgress, CaptureRequest } from './capture.js';

export type DeliveryWatchDeps = {
  /** Who is watched, for the sentence: `ffmpeg`. */
  program: string;
  clock: Clock;
  request: Pick<CaptureRequest, 'onDelivering' | 'onProgress'>;
  /** Called once. */
  onStalled(): void;
};

/** For the first byte: opening a camera over the network, waiting for its keyframe, takes seconds. */
export const firstByteTimeoutMs = 8000;
/**
 * No further byte for this long. Encoders send at least once a second and outputs never wait (SRT drops what is too
 * late), so the program hangs. Shorter than the 3 s after which a gateway asks for another run, so that the reason is
 * known here.
 */
export const stallTimeoutMs = 2500;
/** Bytes come, sound perhaps, but no new picture. */
export const frozenPictureTimeoutMs = 5000;

export class DeliveryWatch {
  readonly #deps: DeliveryWatchDeps;
  #progress: CaptureProgress = { sentBytes: 0, pictures: 0, droppedPictures: 0 };
  #lastPictureAtMs = 0;
  #failure: Failure | null = null;
  #cancelTimer: () => void;

  /** Begins to wait for the first byte. */
  constructor(deps: DeliveryWatchDeps) {
    this.#deps = deps;
    this.#cancelTimer = deps.clock.setTimer(firstByteTimeoutMs, () =>
      this.#stall(firstByteTimeoutMs, 'bytes'),
    );
  }

  /** Why the capture counts as hanging; null while it does not. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Takes totals since the capture began; those that are not known yet may be 0, or stay as they were. */
  note(progress: CaptureProgress): void {
    if (this.#failure || progress.sentBytes <= this.#progress.sentBytes) return;
    const { clock, request } = this.#deps;
    const nowMs = clock.nowMs();
    const isFirst = this.#progress.sentBytes === 0;
    if (isFirst || progress.pictures > this.#progress.pictures) this.#lastPictureAtMs = nowMs;
    this.#progress = progress;
    this.#cancelTimer();
    this.#cancelTimer = clock.setTimer(stallTimeoutMs, () => this.#stall(stallTimeoutMs, 'bytes'));
    if (isFirst) request.onDelivering();
    request.onProgress(progress);
    if (nowMs - this.#lastPictureAtMs >= frozenPictureTimeoutMs)
      this.#stall(frozenPictureTimeoutMs, 'pictures');
  }

  /** To be called when the program has ended. */
  close(): void {
    this.#cancelTimer();
  }

  #stall(afterMs: number, missing: 'bytes' | 'pictures'): void {
    const { program, onStalled } = this.#deps;
    const what = missing === 'bytes' ? 'sent nothing' : 'sent no new picture';
    const message = `${program} ${what} for ${afterMs} ms, so it was ended. Does the camera still work, is this machine overloaded?`;
    this.#failure = { code: 'capture_stalled', message };
    this.#cancelTimer();
    onStalled();
  }
}
