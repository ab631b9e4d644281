/**
 * Serves a gateway, or an app it is mounted in, on a port: HTTP, or HTTP/2 with TLS when there is a certificate. With
 * WebSockets for those apps that were given `upgradeWebSocket` of @hono/node-server.
 */
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type ServerOptions as HttpServerOptions,
} from 'node:http';
import { createSecureServer, type SecureServerOptions, type ServerHttp2Session } from 'node:http2';
import type { Server, Socket } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import { type ServerType, serve } from '@hono/node-server';
import type { FileListener } from './hls/file-listener.js';
import { ignoreOtherUpgrades } from './http/other-upgrades.js';
import { createViewerSockets } from './http/viewer-sockets.js';
import {
  applyHttp1Limits,
  defaultServerLimits,
  http2Options,
  httpOptions,
  type ServerLimits,
} from './limits/server-limits.js';
import {
  limitSession,
  limitStream,
  type StreamLimits,
  watchStalledSockets,
} from './limits/stalled-clients.js';
import { type Logger, silentLogger } from './log/logger.js';
import { createQuietLogger } from './log/quiet-logger.js';
import { readCertificate, watchCertificate } from './tls/certificate-files.js';

/** Where to serve. */
export type ServeOptions = {
  /** Address to listen on; `0.0.0.0` is all. */
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** PEM files; absent or null: plain HTTP. */
  tls?: { certFile: string | null; keyFile: string | null };
  /** How often certificate files are looked at, to notice a renewal. @default a minute */
  certificateCheckMs?: number;
  /** What a client may take of the server: the setting `limits`. @default that of the schema */
  limits?: ServerLimits;
  /** @default silent */
  logger?: Logger;
};

/** A server that listens. */
export type GatewayServer = {
  /** Where it can be reached from this machine. */
  url: string;
  /** The one it listens on, also where 0 was asked for. */
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

/**
 * Serves a gateway, or an app that it is mounted in, on a port of its own.
 *
 * @throws ListenError when the port is taken or may not be used; ConfigError for a certificate that cannot be read
 */
export async function serveGateway(app: Served, options: ServeOptions): Promise<GatewayServer> {
  const { host, port, tls, limits = defaultServerLimits } = options;
  const logger = createQuietLogger({ logger: options.logger ?? silentLogger });
  const files = tls?.certFile && tls.keyFile ? { certFile: tls.certFile, keyFile: tls.keyFile } : undefined;
  const certificate = files && readCertificate(files);
  const onCut = (): void =>
    logger.debug({}, 'cut off a client that took nothing, or did not finish its request');
  const webSockets = createViewerSockets();
  const inFront = askFirst(app.listenForFiles);
  const making = certificate
    ? {
        createServer: ((own: SecureServerOptions, listener: Listener) => {
          const server = createSecureServer(own, limitRequests(inFront(listener), { ...limits, onCut }));
          applyHttp1Limits(server, limits);
          return server.on('session', (session: ServerHttp2Session) => limitSession(session));
        }) as typeof createSecureServer,
        serverOptions: { ...http2Options(), ...certificate },
      }
    : {
        createServer: ((own: HttpServerOptions, listener: Listener) =>
          createHttpServer(own, inFront(listener))) as typeof createHttpServer,
        serverOptions: httpOptions(limits),
      };
  const server = await new Promise<ServerType>((resolve, reject) => {
    const created: ServerType = serve(
      { fetch: app.fetch, hostname: host, port, websocket: { server: webSockets }, ...making },
      () => resolve(created),
    );
    created.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ListenError(describeListenError(error, host, port), error)),
    );
  });
  ignoreOtherUpgrades(server as HttpServer);
  (server as Server).maxConnections = limits.maxConnections;
  server.on('drop', () => {
    const message = 'closed a connection at once: there are as many as limits.maxConnections allows';
    logger.warn({ maxConnections: limits.maxConnections }, message);
  });
  // HTTP/2 servers have no closeAllConnections().
  const sockets = new Set<Socket>();
  server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const watches = [watchStalledSockets({ sockets, timeoutMs: limits.stalledTimeoutMs, onCut })];
  if (files) {
    const onRenewed = (renewed: object): void =>
      (server as TlsServer).setSecureContext({ ...http2Options(), ...renewed });
    watches.push(
      watchCertificate({
        files,
        logger,
        onRenewed,
        ...(options.certificateCheckMs !== undefined && { checkEveryMs: options.certificateCheckMs }),
      }),
    );
  }
  const address = server.address();
  const boundPort = typeof address === 'object' && address ? address.port : port;
  const shownHost = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  let closing: Promise<void> | undefined;
  return {
    url: `${certificate ? 'https' : 'http'}://${shownHost}:${boundPort}/`,
    port: boundPort,
    close() {
      closing ??= new Promise((resolve) => {
        for (const end of watches) end();
        logger.close();
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

/** HTTP/2 has no limits of its own for the requests of a connection. */
function limitRequests(listener: Listener, limits: StreamLimits): Listener {
  return (incoming, outgoing) => {
    if ('stream' in outgoing) limitStream(outgoing.stream, limits);
    listener(incoming, outgoing);
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
