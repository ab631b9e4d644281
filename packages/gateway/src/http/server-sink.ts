/**
 * A response of Node's server as the sink of an endless answer. The head is sent by the server, as that of any other
 * response, so that every middleware has its say; so is the end. What is in between goes past the web stream that the
 * server reads: a stream's pull and promises for each piece and viewer cost more than sending it. Used by the live response.
 */
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { ChunkFramer } from './chunk-framer.js';
import type { LiveBytes, LiveSink, LiveSinkEvents } from './live-sink.js';

export type Outgoing = ServerResponse | Http2ServerResponse;

/** What bytes are written to: a socket, or a response of either version. */
type Target = Pick<NodeJS.WritableStream, 'on' | 'off' | 'writable'> & {
  write(bytes: Uint8Array): boolean;
  cork(): void;
  uncork(): void;
};

/** A middleware may hold the response back, which nothing tells. */
const headPollMs = 10;

export class ServerSink implements LiveSink {
  /** Of the response: it has no bytes, its first pull says that the server writes, and its end is that of the response. */
  readonly body: ReadableStream<LiveBytes>;
  readonly #outgoing: Outgoing;
  readonly #frame: ChunkFramer;
  #controller!: ReadableStreamDefaultController<LiveBytes>;
  #events: LiveSinkEvents | undefined;
  /** `undefined` until the head has been sent. */
  #target: Target | undefined;
  #isFramed = false;
  #hasEnded = false;

  constructor(outgoing: Outgoing, frame: ChunkFramer) {
    this.#outgoing = outgoing;
    this.#frame = frame;
    this.body = new ReadableStream<LiveBytes>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#begin(),
        cancel: () => this.#close(),
      },
      { highWaterMark: 0 },
    );
  }

  attach(events: LiveSinkEvents): void {
    this.#events = events;
    this.#outgoing.once('close', this.#close);
  }

  write(pieces: readonly LiveBytes[]): boolean {
    const target = this.#target;
    // A client that has closed its side ends the connection, a little before its close is heard of.
    if (!target?.writable || this.#hasEnded) return false;
    const [first] = pieces;
    if (first && pieces.length === 1) return target.write(this.#framed(first));
    let hasRoom = true;
    target.cork();
    for (const bytes of pieces) hasRoom = target.write(this.#framed(bytes));
    target.uncork();
    return hasRoom;
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#controller.close();
  }

  cut(): void {
    this.#outgoing.destroy();
  }

  readonly #begin = (): void => {
    if (this.#hasEnded) return;
    if (!this.#outgoing.headersSent) {
      setTimeout(this.#begin, headPollMs).unref();
      return;
    }
    this.#target = this.#chooseTarget();
    this.#target.on('drain', this.#onDrain);
    this.#onDrain();
  };

  /** The socket, where the response would only put frames around each piece and has got it: behind others it has not. */
  #chooseTarget(): Target {
    const outgoing = this.#outgoing as ServerResponse;
    this.#isFramed = outgoing.chunkedEncoding === true && outgoing.socket !== null;
    return this.#isFramed ? (outgoing.socket as Target) : outgoing;
  }

  #framed(bytes: LiveBytes): LiveBytes {
    return this.#isFramed ? this.#frame(bytes) : bytes;
  }

  readonly #onDrain = (): void => this.#events?.onDrained();

  readonly #close = (): void => {
    this.#hasEnded = true;
    this.#outgoing.off('close', this.#close);
    this.#target?.off('drain', this.#onDrain);
    this.#events?.onClosed();
  };
}
