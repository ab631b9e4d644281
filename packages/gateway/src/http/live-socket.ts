/**
 * Sends over a WebSocket (RFC 6455) what is the body of an endless response otherwise, for pages with more players than
 * HTTP/1.1 has connections. What keeps the media away, or ends it, is said by the close. Used by the routes.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { problemCloseCode } from '@rpi-live-camera/protocol/http';
import type { Context } from 'hono';
import type { WSContext, WSEvents } from 'hono/ws';
import { GatewayError } from '../errors/gateway-error.js';
import { toGatewayError } from '../errors/problem.js';
import { pumpLive } from './live-pump.js';
import type { LiveMedia } from './live-response.js';
import type { FailureReport } from './problem-response.js';
import { type SocketConnection, SocketSink } from './socket-sink.js';

/**
 * Turns a request into a WebSocket: `upgradeWebSocket` of the server's Hono adapter. Its sockets must have
 * `bufferedAmount`, a `send()` that calls back and `terminate()`, as those of `ws` do.
 */
export type WebSocketUpgrade = (c: Context, events: WSEvents) => Promise<Response>;

export type LiveSocketDeps = {
  /** Of the server that the app runs on; without it no WebSocket is answered. */
  upgradeWebSocket: WebSocketUpgrade | undefined;
  isAllowedOrigin(c: Context): boolean;
  reportFailure: FailureReport;
};

/**
 * Answers a request that `wantsWebSocket`. What keeps the media away is said by the code of the close, because pages
 * cannot read the answer to a handshake.
 *
 * @throws GatewayError `invalid_request` where there are no WebSockets, `forbidden` to pages of other origins
 */
export type LiveSocketResponder = (
  c: Context,
  open: (left: AbortSignal) => Promise<LiveMedia>,
) => Promise<Response>;

/** How long a reader may take to read on to a close that says what is wrong. */
const lastWordMs = 1000;
/** RFC 6455 §7.4.1: the purpose of the connection has been fulfilled. */
const normalClosure = 1000;

/** The one header means nothing without the other (RFC 9110 §7.8): a proxy may have taken that away. */
export function wantsWebSocket(c: Context): boolean {
  const isUpgrade = c.req.header('Upgrade')?.toLowerCase() === 'websocket';
  return isUpgrade && /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(c.req.header('Connection') ?? '');
}

export function createLiveSocketResponder(deps: LiveSocketDeps): LiveSocketResponder {
  const { upgradeWebSocket, isAllowedOrigin, reportFailure } = deps;
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
    const facts = { requestId: c.get('sharedHeaders')['X-Request-Id'], route: c.req.routePath };
    const leaving = new AbortController();
    return upgradeWebSocket(c, {
      onOpen: (_, socket) => {
        const left = leaving.signal;
        const end = (thrown: unknown): void => {
          const error = toGatewayError(thrown);
          if (!left.aborted) reportFailure(error, facts);
          socket.close(problemCloseCode(error.status), error.code);
        };
        void send({ socket, open, left, end }).catch((thrown: unknown) => {
          end(thrown);
          return cutLater(socket, left);
        });
      },
      onClose: () => leaving.abort(),
    });
  };
}

type Sending = {
  socket: WSContext;
  open(left: AbortSignal): Promise<LiveMedia>;
  left: AbortSignal;
  /** Closes the socket with what is wrong. */
  end(reason: unknown): void;
};

/** Resolves when sending has begun. @throws what `open` throws; as `pumpLive` */
async function send({ socket, open, left, end }: Sending): Promise<void> {
  const connection = connectionOf(socket);
  const { owner, source, type } = await open(left);
  const sink = new SocketSink({
    connection,
    closed: left,
    type,
    close: (reason) => (reason === undefined ? socket.close(normalClosure) : end(reason)),
  });
  await pumpLive({ owner, source, sink, left });
}

/** Cuts off who does not answer a close: sockets of `ws` would wait for half a minute. */
async function cutLater(socket: WSContext, left: AbortSignal): Promise<void> {
  const patience = { signal: left, ref: false };
  await delay(lastWordMs, undefined, patience).then(
    () => (socket.raw as Partial<SocketConnection> | undefined)?.terminate?.(),
    () => {},
  );
}

/** @throws GatewayError `internal` where it could not be known how much waits, and a slow reader would fill the memory */
function connectionOf(socket: WSContext): SocketConnection {
  const raw = (socket.raw ?? {}) as Partial<SocketConnection>;
  if (typeof raw.bufferedAmount === 'number' && raw.send && raw.terminate) return raw as SocketConnection;
  throw new GatewayError(
    'internal',
    'The WebSockets of this server lack bufferedAmount, send() or terminate(). Leave upgradeWebSocket out, or use serveGateway().',
  );
}
