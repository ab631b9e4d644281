/**
 * Recording one camera: on demand, from a start to a stop, or always, begun anew whatever it ends by. Holds the camera's
 * stream as a viewer does for as long as it records. One for each camera that may be recorded; made by the assembly.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { RecordingMode } from '../config/recording-settings.js';
import { GatewayError } from '../errors/gateway-error.js';
import { unlessAborted } from '../errors/unless-aborted.js';
import type { Logger } from '../log/logger.js';
import type { Segment } from '../store/segment.js';
import type { RecordingCatalog } from './recording-catalog.js';
import type { RecordingSummary } from './recording-summary.js';
import { recordStream, type StreamRecorder, type StreamRecorderDeps } from './stream-recorder.js';

export type CameraRecorderDeps = {
  cameraId: string;
  mode: RecordingMode;
  catalog: RecordingCatalog;
  /**
   * Claims the camera's stream, and starts the camera for it.
   *
   * @throws GatewayError as for a viewer
   */
  join(signal: AbortSignal): Promise<{ live: StreamRecorderDeps['live']; release(): void }>;
  maxDurationMs: number;
  logger: Logger;
};

export type RecorderFigures = {
  cameraId: string;
  /** Something of it is kept, and more comes. */
  isRecording: boolean;
  /** Since the gateway started, as the next one. */
  writtenBytes: number;
  /** Recordings that ended although they were wanted. */
  failureCount: number;
};

/** Between two attempts at `always`: the first and the longest pause; each is twice the one before. */
const retryMs = { first: 1000, longest: 60_000 };

type Recording = {
  /** Once something of it is kept. */
  begun: Promise<RecordingSummary>;
  /** Never rejects. */
  ended: Promise<void>;
  stop(): void;
};

export class CameraRecorder {
  readonly #deps: CameraRecorderDeps;
  readonly #closed = new AbortController();
  #current: Recording | undefined;
  #recorder: StreamRecorder | undefined;
  #latest: RecordingSummary | undefined;
  #keeping: Promise<void> | undefined;
  #holdsStream = false;
  #writtenBytes = 0;
  #failureCount = 0;

  constructor(deps: CameraRecorderDeps) {
    this.#deps = deps;
  }

  /** It holds the camera's stream, or waits for it to start. */
  get holdsStream(): boolean {
    return this.#holdsStream;
  }

  /** Whether a segment of the camera's stream that was just completed is recorded. */
  takes(segment: Segment): boolean {
    return this.#recorder?.takes(segment) ?? false;
  }

  /** For metrics. */
  measure(): RecorderFigures {
    const { cameraId } = this.#deps;
    const isRecording = this.#current !== undefined && this.#latest !== undefined;
    return {
      cameraId,
      isRecording,
      writtenBytes: this.#writtenBytes,
      failureCount: this.#failureCount,
    };
  }

  /** Begins, where the camera is always recorded. Idempotent. */
  start(): void {
    if (this.#deps.mode === 'always') this.#keeping ??= this.#keepRecording();
  }

  /**
   * Records from now on; a recording that goes on already goes on.
   *
   * @returns once something of it is kept
   * @throws GatewayError `recording_refused` where it is not recorded on demand; why it could not begin
   */
  async record(): Promise<RecordingSummary> {
    this.#assertOnDemand();
    this.#current ??= this.#begin();
    await this.#current.begun;
    return this.#latest!;
  }

  /** Resolves when it is finished. @throws GatewayError `recording_refused`; `recording_not_found` when none goes on */
  async stop(): Promise<RecordingSummary> {
    this.#assertOnDemand();
    const current = this.#current;
    if (!current) throw new GatewayError('recording_not_found', 'This camera is not being recorded.');
    current.stop();
    await current.ended;
    if (this.#latest) return this.#deps.catalog.get(this.#latest);
    throw new GatewayError('recording_not_found', 'The recording ended before anything of it was kept.');
  }

  /** Ends what goes on, whole as it is. Idempotent. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#current?.stop();
    await this.#current?.ended;
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
      this.#current = this.#begin();
      const hasBegun = await this.#current.begun.then(
        () => true,
        () => false,
      );
      await this.#current?.ended;
      pauseMs = hasBegun ? retryMs.first : Math.min(2 * pauseMs, retryMs.longest);
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  #begin(): Recording {
    const { cameraId, logger } = this.#deps;
    const stopping = new AbortController();
    const left = AbortSignal.any([stopping.signal, this.#closed.signal]);
    let recorder: StreamRecorder | undefined;
    this.#latest = undefined;
    let tellBegun: (recording: RecordingSummary) => void = () => {};
    let tellFailed: (error: unknown) => void = () => {};
    const begun = new Promise<RecordingSummary>((resolve, reject) => {
      tellBegun = resolve;
      tellFailed = reject;
    });
    begun.catch(() => {});
    const run = async (): Promise<void> => {
      try {
        await this.#record({
          signal: left,
          onBegun: (recording) => {
            this.#latest = recording;
            logger.info({ cameraId, recordingId: recording.recordingId }, 'a recording began');
            tellBegun(recording);
          },
          onRecorder: (made) => {
            recorder = made;
          },
        });
        tellFailed(
          new GatewayError('stream_not_ready', 'The stream ended before anything of it was recorded.'),
        );
      } catch (thrown) {
        tellFailed(thrown);
        if (left.aborted) return;
        const error = thrown instanceof GatewayError ? thrown : new GatewayError('internal', String(thrown));
        this.#onFailure(error);
      } finally {
        this.#current = undefined;
      }
    };
    return {
      begun,
      ended: run(),
      stop: () => {
        // The stream is left when the segment that is open now is kept.
        if (recorder) recorder.stop();
        else stopping.abort();
      },
    };
  }

  /** A camera that does not come is told of by its stream; here it is only waited for. */
  #onFailure({ code, message }: GatewayError): void {
    const { cameraId, mode, logger } = this.#deps;
    const facts = { cameraId, code, error: message };
    const isOfCamera = this.#latest === undefined && !code.startsWith('storage_');
    if (isOfCamera && mode === 'always') {
      logger.warn(facts, 'a camera cannot be recorded now; it is tried again');
      return;
    }
    this.#failureCount += 1;
    logger.error(facts, 'a recording failed; live video goes on');
  }

  async #record(own: {
    signal: AbortSignal;
    onBegun(recording: RecordingSummary): void;
    onRecorder(recorder: StreamRecorder): void;
  }): Promise<void> {
    const { cameraId, catalog, join, maxDurationMs, logger } = this.#deps;
    // A disk that hangs keeps nobody from stopping it.
    await unlessAborted(catalog.ready(), own.signal);
    await unlessAborted(catalog.assertRoom(), own.signal);
    this.#holdsStream = true;
    const { live, release } = await join(own.signal).catch((error: unknown) => {
      this.#holdsStream = false;
      throw error;
    });
    try {
      const { onBegun } = own;
      const recorder = recordStream({
        cameraId,
        live,
        catalog,
        maxDurationMs,
        onBegun,
        onWritten: (byteLength) => {
          this.#writtenBytes += byteLength;
        },
      });
      own.onRecorder(recorder);
      this.#recorder = recorder;
      await recorder.done;
      logger.info({ cameraId }, 'a recording ended');
    } finally {
      this.#recorder = undefined;
      this.#holdsStream = false;
      release();
    }
  }
}
