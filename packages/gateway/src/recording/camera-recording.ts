/**
 * Recording a camera once, from a start to a stop: claims its stream as a viewer does, records it, again where the gateway
 * had to begin it anew, and lets it go. Made by the recorder of the camera.
 */
import { GatewayError } from '../errors/gateway-error.js';
import { unlessAborted } from '../errors/unless-aborted.js';
import type { Segment } from '../store/segment.js';
import type { RecordingCatalog } from './recording-catalog.js';
import type { RecordingSummary } from './recording-summary.js';
import { recordStream, type StreamRecorder, type StreamRecorderDeps } from './stream-recorder.js';

export type CameraRecordingDeps = Pick<StreamRecorderDeps, 'cameraId' | 'maxDurationMs' | 'maxBytes'> & {
  catalog: Pick<RecordingCatalog, 'ready' | 'assertRoom' | 'begin' | 'finish'>;
  /**
   * Claims the camera's stream, and starts the camera for it.
   *
   * @throws GatewayError as for a viewer
   */
  join(signal: AbortSignal): Promise<{ live: StreamRecorderDeps['live']; release(): void }>;
  /** Told of each recording once something of it is kept. */
  onBegun(recording: RecordingSummary): void;
  onWritten(byteLength: number): void;
};

export class CameraRecording {
  /** Resolves once something is kept. @throws GatewayError why it could not begin */
  readonly begun: Promise<void>;
  /** Resolves when the stream is let go of, with what went wrong. */
  readonly ended: Promise<GatewayError | undefined>;
  readonly #deps: CameraRecordingDeps;
  readonly #stopping = new AbortController();
  #tellBegun: () => void = () => {};
  #recorder: StreamRecorder | undefined;
  #holdsStream = false;
  #latest: RecordingSummary | undefined;

  constructor(deps: CameraRecordingDeps) {
    this.#deps = deps;
    const begun = new Promise<void>((resolve) => {
      this.#tellBegun = resolve;
    });
    this.ended = this.#run();
    this.begun = Promise.race([begun, this.ended.then((error) => Promise.reject(error ?? tooEarly()))]);
    this.begun.catch(() => {});
  }

  /** It holds the camera's stream, or waits for it to start. */
  get holdsStream(): boolean {
    return this.#holdsStream;
  }

  /** The recording that began last, as it was then; `undefined` before anything is kept. */
  get latest(): RecordingSummary | undefined {
    return this.#latest;
  }

  /** Nothing further is taken. */
  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** A recording is being made now: the camera is not silent for long. */
  get isRecording(): boolean {
    return this.#recorder?.isRecording ?? false;
  }

  /** Whether a segment of the camera's stream that was just completed is recorded. */
  takes(segment: Segment): boolean {
    return this.#recorder?.takes(segment) ?? false;
  }

  /** The stream is left when the segment that is open now is kept. Idempotent. */
  stop(): void {
    this.#stopping.abort();
    this.#recorder?.stop();
  }

  async #run(): Promise<GatewayError | undefined> {
    try {
      let hasRecorded = true;
      while (hasRecorded && !this.isStopping) hasRecorded = await this.#recordStream();
      return undefined;
    } catch (thrown) {
      const { signal } = this.#stopping;
      // What a stop breaks off is no failure.
      if (thrown === signal.reason || (signal.aborted && !this.#latest)) return undefined;
      return thrown instanceof GatewayError ? thrown : new GatewayError('internal', String(thrown));
    }
  }

  /** To the end of a stream, or until it is stopped. @returns whether anything of it was kept */
  async #recordStream(): Promise<boolean> {
    const { catalog, join, onBegun, ...deps } = this.#deps;
    const { signal } = this.#stopping;
    // A disk that hangs keeps nobody from stopping it.
    await unlessAborted(catalog.ready(), signal);
    await unlessAborted(catalog.assertRoom(), signal);
    let hasRecorded = false;
    this.#holdsStream = true;
    let release = (): void => {};
    try {
      const claim = await join(signal);
      release = claim.release;
      // It may have been stopped while that came.
      signal.throwIfAborted();
      this.#recorder = recordStream({
        ...deps,
        live: claim.live,
        catalog,
        onBegun: (recording) => {
          hasRecorded = true;
          this.#latest = recording;
          onBegun(recording);
          this.#tellBegun();
        },
      });
      await this.#recorder.done;
    } finally {
      this.#recorder = undefined;
      this.#holdsStream = false;
      release();
    }
    return hasRecorded;
  }
}

function tooEarly(): GatewayError {
  return new GatewayError('stream_not_ready', 'The stream ended before anything of it was recorded.');
}
