/** The streams that exist now, at most one a camera: made when the first viewer comes, forgotten when they end. */
import { GatewayError } from '../errors/gateway-error.js';
import type { CameraStream } from './camera-stream.js';

export type StreamHubDeps = {
  /** Makes and starts the stream of a camera; `onEnded` is to be called when it takes no more viewers. */
  createStream(cameraId: string, previous: Promise<void>, onEnded: () => void): CameraStream;
};

export class StreamHub {
  readonly #deps: StreamHubDeps;
  readonly #streams = new Map<string, CameraStream>();
  #isClosed = false;
  readonly #ending = new Map<string, { stream: CameraStream; ended: Promise<void> }>();

  constructor(deps: StreamHubDeps) {
    this.#deps = deps;
  }

  get(cameraId: string): CameraStream | undefined {
    return this.#streams.get(cameraId);
  }

  /**
   * The camera's stream, made if there is none.
   *
   * @throws GatewayError `stream_not_ready` once the hub closes: nothing would end a stream that began then
   */
  obtain(cameraId: string): CameraStream {
    const existing = this.#streams.get(cameraId);
    if (existing) return existing;
    if (this.#isClosed) {
      throw new GatewayError('stream_not_ready', 'The gateway ends; it may be back in a moment.', {
        retryAfterMs: 2000,
      });
    }
    const previous = this.#ending.get(cameraId)?.stream.endInHaste() ?? Promise.resolve();
    const stream = this.#deps.createStream(cameraId, previous, () => this.#onEnded(cameraId, stream));
    this.#streams.set(cameraId, stream);
    return stream;
  }

  all(): CameraStream[] {
    return [...this.#streams.values()];
  }

  /** Ends every stream: STOP to each camera that runs, everything freed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const ending = [...this.#ending.values()].map(({ stream }) => stream.endInHaste());
    await Promise.all([...ending, ...this.all().map((stream) => stream.endInHaste())]);
  }

  #onEnded(cameraId: string, stream: CameraStream): void {
    this.#streams.delete(cameraId);
    const entry = { stream, ended: Promise.resolve() };
    this.#ending.set(cameraId, entry);
    entry.ended = Promise.resolve()
      .then(() => stream.end())
      .finally(() => {
        if (this.#ending.get(cameraId) === entry) this.#ending.delete(cameraId);
      });
  }
}
