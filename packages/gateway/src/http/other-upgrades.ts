/**
 * Requests that ask for another protocol than WebSocket, as `curl --http2` does, or for WebSocket where there is none:
 * answered as if they had not asked (RFC 9110 §7.8). As soon as anybody listens for upgrades, Node hands such a
 * connection over to them, without its limits of time and without anybody to hear its errors: nobody would ever answer,
 * and one that is reset would end the process. Used by the server and by the mount.
 */
import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const lingerMs = 1000;
const refusal = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

type Upgradable = Pick<Server, 'on' | 'off' | 'emit' | 'listeners' | 'listenerCount'>;
type Listener = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/**
 * Goes around the newest listener for upgrades, that of the WebSockets, which counts the listeners to know whether it is
 * alone. Others who listen keep their requests.
 */
export function ignoreOtherUpgrades(server: Upgradable): void {
  const acceptWebSocket = server.listeners('upgrade').at(-1) as Listener | undefined;
  if (!acceptWebSocket) return;
  server.off('upgrade', acceptWebSocket);
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.once('finish', () => closeSoon(socket));
    // An answer that is still due to an earlier request of the connection would come behind this one.
    if (hasAnswerDue(socket)) socket.destroy();
    else if (isForWebSocket(request)) acceptWebSocket(request, socket, head);
    else if (server.listenerCount('upgrade') === 1) answerPlainly(server, request, socket);
  });
}

/** By its path, wherever the gateway is mounted: elsewhere a route would answer to nobody, and its answer never end. */
function isForWebSocket({ headers, url = '' }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && /^[^?#]*\/live\.mp4(?:[?#]|$)/.test(url);
}

/**
 * Who is answered and does not close would keep the connection: none of Node's limits of time hold for it any more. It has
 * a moment to read the answer, which a reset would take from it.
 */
function closeSoon(socket: Socket): void {
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once('close', () => clearTimeout(timer));
}

/** As `assignSocket` of Node's response asks, which throws then. */
function hasAnswerDue(socket: Socket & { _httpMessage?: unknown }): boolean {
  return socket._httpMessage !== undefined && socket._httpMessage !== null;
}

function answerPlainly(server: Upgradable, request: IncomingMessage, socket: Socket): void {
  socket.on('error', () => socket.destroy());
  // Node's parser has left the connection, so there is no body to be read, and no next request.
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    socket.end(refusal);
    return;
  }
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  socket.once('close', () => response.emit('close'));
  server.emit('request', request, response);
}
