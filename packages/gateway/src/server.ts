/**
 * Serves a gateway, or an app it is mounted in, on a port: HTTP, or HTTP/2 with TLS when there is a certificate. With
 * WebSockets for those apps that were given `upgradeWebSocket` of @hono/node-server.
 */
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type ServerOptions as HttpServerOptions,
} from 'node:http';
import { createSecureServer, type SecureServerOptions } from 'node:http2';
import type { Socket } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { readPem } from './config/read-pem.js';
import type { FileListener } from './hls/file-listener.js';
import { ignoreOtherUpgrades } from './http/other-upgrades.js';
import { createViewerSockets } from './http/viewer-sockets.js';

export type ServeOptions = {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** PEM files; absent or null: plain HTTP. */
  tls?: { certFile: string | null; keyFile: string | null };
};

export type GatewayServer = {
  /** Where it can be reached from this machine. */
  url: string;
  port: number;
  /** Stops listening, lets open responses say their last word, and ends every connection. Idempotent. */
  close(): Promise<void>;
};

/** The port could not be listened on; the message says which and what to do. */
export class ListenError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'ListenError';
  }
}

/** How long an open response may take to end by itself when the server closes. */
const lastWordMs = 300;
/** Of a WebSocket, RFC 6455 §7.4.1: the server goes down. */
const goingAway = 1001;

type Listener = (...request: Parameters<FileListener>) => void;

/** An app, or a gateway as it was made. */
type Served = {
  fetch(request: Request, env?: unknown): Response | Promise<Response>;
  /** Asked before the app. */
  listenForFiles?: FileListener;
};

/** @throws ListenError when the port is taken or may not be used; ConfigError for a certificate that cannot be read */
export async function serveGateway(app: Served, { host, port, tls }: ServeOptions): Promise<GatewayServer> {
  const certificate =
    tls?.certFile && tls.keyFile
      ? {
          cert: readPem(tls.certFile, 'tls.certFile'),
          key: readPem(tls.keyFile, 'tls.keyFile'),
          allowHTTP1: true,
        }
      : undefined;
  const webSockets = createViewerSockets();
  const server = await new Promise<ServerType>((resolve, reject) => {
    const inFront = askFirst(app.listenForFiles);
    const options = certificate
      ? {
          createServer: ((own: SecureServerOptions, listener: Listener) =>
            createSecureServer(own, inFront(listener))) as typeof createSecureServer,
          serverOptions: certificate,
        }
      : {
          createServer: ((own: HttpServerOptions, listener: Listener) =>
            createHttpServer(own, inFront(listener))) as typeof createHttpServer,
        };
    const created: ServerType = serve(
      { fetch: app.fetch, hostname: host, port, websocket: { server: webSockets }, ...options },
      () => resolve(created),
    );
    created.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ListenError(describeListenError(error, host, port), error)),
    );
  });
  ignoreOtherUpgrades(server as HttpServer);
  // HTTP/2 servers have no closeAllConnections().
  const sockets = new Set<Socket>();
  server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const address = server.address();
  const boundPort = typeof address === 'object' && address ? address.port : port;
  const shownHost = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  let closing: Promise<void> | undefined;
  return {
    url: `${certificate ? 'https' : 'http'}://${shownHost}:${boundPort}/`,
    port: boundPort,
    close() {
      closing ??= new Promise((resolve) => {
        for (const socket of webSockets.clients) socket.close(goingAway, 'The gateway closes.');
        const cut = setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, lastWordMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      });
      return closing;
    },
  };
}

/** What one does not answer is for the other. */
function askFirst(first: FileListener | undefined): (listener: Listener) => Listener {
  if (!first) return (listener) => listener;
  return (listener) => (incoming, outgoing) => {
    if (!first(incoming, outgoing)) listener(incoming, outgoing);
  };
}

function describeListenError(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Stop that one, or choose another port with --port.`;
    case 'EACCES':
      return `Port ${port} may only be used by the administrator. Choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host}. Set "host" to one of its own, or to 0.0.0.0 for all.`;
    default:
      return `Cannot listen on ${host}:${port}: ${error.message}`;
  }
}
