/**
 * A web stream as the sink of an endless answer, for servers other than Node's. It gives bytes only to who waits for them,
 * so that a picture is not old when its reader comes for it. Used by the live response.
 */
import type { LiveBytes, LiveSink, LiveSinkEvents } from './live-sink.js';

export class StreamSink implements LiveSink {
  /** Of the response. */
  readonly body: ReadableStream<LiveBytes>;
  readonly #left: AbortSignal;
  #controller!: ReadableStreamDefaultController<LiveBytes>;
  #events: LiveSinkEvents | undefined;
  /** Its reader waits for bytes. */
  #isAwaited = false;
  #state: 'open' | 'ending' | 'closed' = 'open';

  /** @param left aborted when the client has left */
  constructor(left: AbortSignal) {
    this.#left = left;
    this.body = new ReadableStream<LiveBytes>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#onPull(),
        cancel: () => this.#onClosed(),
      },
      { highWaterMark: 0 },
    );
  }

  attach(events: LiveSinkEvents): void {
    this.#events = events;
    this.#left.addEventListener('abort', this.#onLeft, { once: true });
    if (this.#isAwaited) events.onDrained();
  }

  write(pieces: readonly LiveBytes[]): boolean {
    if (this.#state !== 'open') return false;
    this.#isAwaited = false;
    for (const bytes of pieces) this.#controller.enqueue(bytes);
    return this.#isAwaited;
  }

  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ending';
    if (this.#isAwaited) this.#close();
  }

  cut(): void {
    if (this.#state === 'closed') return;
    this.#onClosed();
    this.#controller.error(new Error('The session has ended, and its reader did not read on to the end.'));
  }

  #onPull(): void {
    this.#isAwaited = true;
    if (this.#state === 'ending') this.#close();
    else this.#events?.onDrained();
  }

  readonly #onLeft = (): void => {
    if (this.#state !== 'closed') this.#close();
  };

  #close(): void {
    this.#controller.close();
    this.#onClosed();
  }

  #onClosed(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#left.removeEventListener('abort', this.#onLeft);
    this.#events?.onClosed();
  }
}
