/**
 * Recording one camera: on demand, from a start to a stop, or always, begun anew whatever it ends by. One for each camera
 * that may be recorded; made by the assembly.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { RecordingMode } from '../config/recording-settings.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import type { Segment } from '../store/segment.js';
import { CameraRecording, type CameraRecordingDeps } from './camera-recording.js';
import type { RecordingCatalog } from './recording-catalog.js';
import type { RecordingSummary } from './recording-summary.js';

export type CameraRecorderDeps = Pick<
  CameraRecordingDeps,
  'cameraId' | 'join' | 'maxDurationMs' | 'maxBytes'
> & {
  mode: RecordingMode;
  catalog: RecordingCatalog;
  logger: Logger;
};

export type RecorderFigures = {
  cameraId: string;
  /** A recording is being made now. */
  isRecording: boolean;
  /** Since the gateway started, as the next one. */
  writtenBytes: number;
  /** Recordings that ended although they were wanted. */
  failureCount: number;
};

/** Between two attempts at `always`: the first and the longest pause; each is twice the one before. */
const retryMs = { first: 1000, longest: 60_000 };

/** It goes on. */
type Current = {
  recording: CameraRecording;
  /** When all of it is over and counted. */
  over: Promise<void>;
};

export class CameraRecorder {
  readonly #deps: CameraRecorderDeps;
  readonly #closed = new AbortController();
  #current: Current | undefined;
  #keeping: Promise<void> | undefined;
  #writtenBytes = 0;
  #failureCount = 0;

  constructor(deps: CameraRecorderDeps) {
    this.#deps = deps;
  }

  /** It holds the camera's stream, or waits for it to start. */
  get holdsStream(): boolean {
    return this.#current?.recording.holdsStream ?? false;
  }

  /** Whether a segment of the camera's stream that was just completed is recorded. */
  takes(segment: Segment): boolean {
    return this.#current?.recording.takes(segment) ?? false;
  }

  /** For metrics. */
  measure(): RecorderFigures {
    return {
      cameraId: this.#deps.cameraId,
      isRecording: this.#current?.recording.isRecording ?? false,
      writtenBytes: this.#writtenBytes,
      failureCount: this.#failureCount,
    };
  }

  /** Begins, where the camera is always recorded. Idempotent. */
  start(): void {
    if (this.#deps.mode === 'always') this.#keeping ??= this.#keepRecording();
  }

  /**
   * Records from now on; a recording that goes on already goes on, one that is being stopped is waited for.
   *
   * @returns once something of it is kept
   * @throws GatewayError `recording_refused` where it is not recorded on demand; why it could not begin
   */
  async record(): Promise<RecordingSummary> {
    this.#assertOnDemand();
    while (this.#current?.recording.isStopping) {
      await this.#current.over;
      this.#assertOnDemand();
    }
    this.#current ??= this.#begin();
    const { recording } = this.#current;
    await recording.begun;
    const isWaiting = this.#current?.recording === recording && !recording.isRecording;
    if (!isWaiting || recording.isStopping) return recording.latest!;
    throw new GatewayError(
      'stream_not_ready',
      'It is to be recorded, but the camera sends nothing. It goes on when it does.',
      { retryAfterMs: 5000 },
    );
  }

  /** Resolves when it is finished. @throws GatewayError `recording_refused`; `recording_not_found` when none goes on */
  async stop(): Promise<RecordingSummary> {
    this.#assertOnDemand();
    const current = this.#current;
    if (!current) throw new GatewayError('recording_not_found', 'This camera is not being recorded.');
    current.recording.stop();
    await current.over;
    const { latest } = current.recording;
    if (latest) return this.#deps.catalog.get(latest);
    throw new GatewayError('recording_not_found', 'The recording ended before anything of it was kept.');
  }

  /** Ends what goes on, whole as it is. Idempotent. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#current?.recording.stop();
    await this.#current?.over;
    await this.#keeping;
  }

  #assertOnDemand(): void {
    const { mode } = this.#deps;
    if (mode === 'on-demand' && !this.#closed.signal.aborted) return;
    throw new GatewayError(
      'recording_refused',
      mode === 'always'
        ? 'This camera is always recorded (recording.mode): nothing is to be started or stopped.'
        : 'This camera is not recorded. Set its recording.mode to "on-demand".',
    );
  }

  async #keepRecording(): Promise<void> {
    const { signal } = this.#closed;
    let pauseMs = retryMs.first;
    while (!signal.aborted) {
      const { recording, over } = this.#begin();
      await over;
      pauseMs = recording.latest ? retryMs.first : Math.min(2 * pauseMs, retryMs.longest);
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  #begin(): Current {
    const { cameraId, catalog, join, maxDurationMs, maxBytes, logger } = this.#deps;
    const recording = new CameraRecording({
      cameraId,
      catalog,
      join,
      maxDurationMs,
      maxBytes,
      onBegun: ({ recordingId }) => logger.info({ cameraId, recordingId }, 'a recording began'),
      onWritten: (byteLength) => {
        this.#writtenBytes += byteLength;
      },
    });
    const over = recording.ended.then((error) => {
      if (error) this.#onFailure(error, recording);
      else if (recording.latest) logger.info({ cameraId }, 'a recording ended');
      this.#current = undefined;
    });
    this.#current = { recording, over };
    return this.#current;
  }

  /** A camera that does not come is told of by its stream; here it is only waited for. */
  #onFailure({ code, message }: GatewayError, { latest }: CameraRecording): void {
    const { cameraId, mode, logger } = this.#deps;
    const facts = { cameraId, code, error: message };
    if (mode === 'always' && !latest && !code.startsWith('storage_')) {
      logger.warn(facts, 'a camera cannot be recorded now; it is tried again');
      return;
    }
    this.#failureCount += 1;
    logger.error(facts, 'a recording failed; live video goes on');
  }
}
