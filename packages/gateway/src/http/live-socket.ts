/**
 * Sends over a WebSocket (RFC 6455) what is the body of an endless response otherwise, for pages with more players than
 * HTTP/1.1 has connections. First a text message names the media type, then each piece that is read is a binary message.
 * The next piece is read when the one before has left, so that `openLiveBody` sees a slow reader as it does elsewhere.
 * Used by the routes.
 */
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { type LiveSocketHead, problemCloseCode } from '@rpi-live-camera/protocol/http';
import type { Context } from 'hono';
import type { WSContext, WSEvents } from 'hono/ws';
import { GatewayError } from '../errors/gateway-error.js';
import { toGatewayError } from '../errors/problem.js';
import type { Logger } from '../log/logger.js';
import { logFailure } from './problem-response.js';

/** Whoever takes the media. */
export type LiveReader = {
  /** Aborted when it has left. */
  left: AbortSignal;
  /** Ends its connection without a word. */
  cut(): void;
};

export type LiveMedia = {
  /** With its codecs. */
  type: string;
  body: ReadableStream<Uint8Array>;
  /** Aborted when the session has ended, with the error that says so. */
  ended: AbortSignal;
};

/**
 * Turns a request into a WebSocket: `upgradeWebSocket` of the server's Hono adapter. Its sockets must have
 * `bufferedAmount` and `terminate()`, as those of `ws` do.
 */
export type WebSocketUpgrade = (c: Context, events: WSEvents) => Promise<Response>;

export type LiveSocketDeps = {
  /** Of the server that the app runs on; without it no WebSocket is answered. */
  upgradeWebSocket: WebSocketUpgrade | undefined;
  isAllowedOrigin(c: Context): boolean;
  logger: Logger;
};

/**
 * Answers a request that `wantsWebSocket`. What keeps the media away is said by the code of the close, because pages
 * cannot read the answer to a handshake.
 *
 * @throws GatewayError `invalid_request` where there are no WebSockets, `forbidden` to pages of other origins
 */
export type LiveSocketResponder = (
  c: Context,
  open: (reader: LiveReader) => Promise<LiveMedia>,
) => Promise<Response>;

/** More than this not yet taken by the network, and nothing further is sent. */
const maxUnsentBytes = 64 * 1024;
/** How often it is looked at then; WebSockets have no event for it. */
const unsentPollMs = 10;
/** How long a reader may take to read on to a close that says what is wrong. */
const lastWordMs = 1000;
/** RFC 6455 §7.4.1: the purpose of the connection has been fulfilled. */
const normalClosure = 1000;

export function wantsWebSocket(c: Context): boolean {
  return c.req.header('Upgrade')?.toLowerCase() === 'websocket';
}

export function createLiveSocketResponder(deps: LiveSocketDeps): LiveSocketResponder {
  const { upgradeWebSocket, isAllowedOrigin, logger } = deps;
  return async (c, open) => {
    if (!upgradeWebSocket) {
      throw new GatewayError(
        'invalid_request',
        'This gateway is served without WebSockets. Ask without the header Upgrade.',
      );
    }
    if (!isAllowedOrigin(c)) {
      throw new GatewayError('forbidden', 'Pages of this origin may not watch: it is not in cors.origins.');
    }
    const facts = { requestId: c.get('requestId'), route: c.req.routePath };
    const leaving = new AbortController();
    return upgradeWebSocket(c, {
      onOpen: (_, socket) => {
        void send(socket, open, leaving.signal).catch((thrown: unknown) => {
          const error = toGatewayError(thrown);
          if (!leaving.signal.aborted) logFailure(logger, error, facts);
          return refuse(socket, error, leaving.signal);
        });
      },
      onClose: () => leaving.abort(),
    });
  };
}

/** Resolves when the media has come to its end, or the reader has left. @throws what `open` throws; the end of the session */
async function send(
  socket: WSContext,
  open: (reader: LiveReader) => Promise<LiveMedia>,
  left: AbortSignal,
): Promise<void> {
  const connection = connectionOf(socket);
  const { type, body, ended } = await open({ left, cut: () => connection.terminate() });
  socket.send(JSON.stringify({ type } satisfies LiveSocketHead));
  for await (const bytes of body) {
    socket.send(bytes as Uint8Array<ArrayBuffer>);
    await untilSent(connection, left);
  }
  ended.throwIfAborted();
  socket.close(normalClosure);
}

/** Closes the socket, and cuts off who does not answer that: sockets of `ws` would wait for half a minute. */
async function refuse(socket: WSContext, error: GatewayError, left: AbortSignal): Promise<void> {
  socket.close(problemCloseCode(error.status), error.code);
  const patience = { signal: left, ref: false };
  await delay(lastWordMs, undefined, patience).then(
    () => (socket.raw as Partial<Connection> | undefined)?.terminate?.(),
    () => {},
  );
}

type Connection = { readonly bufferedAmount: number; terminate(): void };

/** @throws GatewayError `internal` where it could not be known how much waits, and a slow reader would fill the memory */
function connectionOf(socket: WSContext): Connection {
  const raw = (socket.raw ?? {}) as Partial<Connection>;
  if (typeof raw.bufferedAmount === 'number' && raw.terminate) return raw as Connection;
  throw new GatewayError(
    'internal',
    'The WebSockets of this server lack bufferedAmount or terminate(). Leave upgradeWebSocket out, or use serveGateway().',
  );
}

async function untilSent(connection: Connection, left: AbortSignal): Promise<void> {
  // What the network took at once counts as waiting until the next turn.
  if (connection.bufferedAmount > maxUnsentBytes) await nextTurn();
  while (connection.bufferedAmount > maxUnsentBytes && !left.aborted) await delay(unsentPollMs);
}
