/**
 * A WebSocket (RFC 6455) as the sink of an endless answer: first a text message that names the media type, then what is
 * sent at a time as one binary message, in as many frames as it has pieces. Used by the live socket.
 */
import type { LiveSocketHead } from '@rpi-live-camera/protocol/http';
import type { LiveBytes, LiveSink, LiveSinkEvents } from './live-sink.js';

/** What is needed of a WebSocket of `ws`. */
export type SocketConnection = {
  readonly bufferedAmount: number;
  send(text: string): void;
  /** @param onSent called when the network has taken it, or never will */
  send(bytes: Uint8Array, options: { binary: true; fin: boolean }, onSent: () => void): void;
  terminate(): void;
};

export type SocketSinkDeps = {
  connection: SocketConnection;
  /** Aborted when the socket has closed. */
  closed: AbortSignal;
  /** Media type with its codecs; asked for when there is something to send. */
  type(): string;
  /** Closes the socket behind what has been sent. @param reason absent: the media has come to its end */
  close(reason: unknown): void;
};

/** More than this not yet taken by the network, and nothing further is sent. */
const maxUnsentBytes = 64 * 1024;

export class SocketSink implements LiveSink {
  readonly #deps: SocketSinkDeps;
  #events: LiveSinkEvents | undefined;
  #isFull = false;

  constructor(deps: SocketSinkDeps) {
    this.#deps = deps;
  }

  attach(events: LiveSinkEvents): void {
    const { connection, closed, type } = this.#deps;
    this.#events = events;
    closed.addEventListener('abort', () => events.onClosed(), { once: true });
    connection.send(JSON.stringify({ type: type() } satisfies LiveSocketHead));
    events.onDrained();
  }

  write(pieces: readonly LiveBytes[]): boolean {
    const { connection } = this.#deps;
    const last = pieces.length - 1;
    // Not all that it says is waiting: what the network took at once counts until the next turn.
    for (let index = 0; index <= last; index++)
      connection.send(pieces[index]!, { binary: true, fin: index === last }, this.#onSent);
    this.#isFull = connection.bufferedAmount > maxUnsentBytes;
    return !this.#isFull;
  }

  end(reason: unknown): void {
    this.#deps.close(reason);
  }

  cut(): void {
    this.#deps.connection.terminate();
  }

  readonly #onSent = (): void => {
    if (!this.#isFull || this.#deps.connection.bufferedAmount > maxUnsentBytes) return;
    this.#isFull = false;
    this.#events?.onDrained();
  };
}
