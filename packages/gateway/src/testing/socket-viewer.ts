/** A viewer of endless media over a WebSocket, for the tests of the routes. */
import { type ClientOptions, WebSocket } from 'ws';
import { within } from './deadline.js';

export type SocketViewer = {
  socket: WebSocket;
  /** The next message: text as it is, bytes as they are. Fails when the socket has closed. */
  next(): Promise<string | Buffer>;
  /** Messages that have come and that nobody has asked for. */
  waiting: (string | Buffer)[];
  /** How the socket closes: `1000`, or `4404 not_found`. */
  closed(): Promise<string>;
};

/** Opens the socket; resolves at once, whether it can be opened or not. */
export function watchSocket(httpUrl: string | URL, options: ClientOptions = {}): SocketViewer {
  const socket = new WebSocket(String(httpUrl).replace(/^http/, 'ws'), options);
  const waiting: (string | Buffer)[] = [];
  socket.on('error', () => {});
  socket.on('message', (bytes: Buffer, isBinary) => {
    waiting.push(isBinary ? bytes : bytes.toString());
  });
  // Not `once`, which would reject with an error before the close.
  const closed = new Promise<string>((resolve) => {
    socket.on('close', (code, reason) => resolve(`${code} ${reason}`.trim()));
  });
  return {
    socket,
    waiting,
    closed: () => within(closed, 'the close'),
    async next() {
      while (waiting.length === 0) {
        const ended = closed.then((how) => Promise.reject(new Error(`closed: ${how}`)));
        const came = new Promise<void>((resolve) => socket.once('message', () => resolve()));
        await within(Promise.race([came, ended]), 'a message');
      }
      return waiting.shift()!;
    },
  };
}

/** The status of the refusal of a handshake. */
export async function refusalOf(httpUrl: string | URL, options: ClientOptions = {}): Promise<number> {
  const { socket } = watchSocket(httpUrl, options);
  const refused = new Promise<number>((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
  });
  return within(refused, 'a refusal').finally(() => socket.terminate());
}
