/**
 * What one client may take of the server itself: how long a request may take to come, how large its head may be, how many
 * connections there are, and how much HTTP/2 may be used for nothing. Read by the server.
 */
import type { ServerOptions as HttpOptions } from 'node:http';
import type { SecureServerOptions } from 'node:http2';
import type { Config } from '../config/schema.js';

/** The part of the settings that a server needs. */
export type ServerLimits = Pick<
  Config['limits'],
  'maxConnections' | 'headersTimeoutMs' | 'requestTimeoutMs' | 'stalledTimeoutMs'
>;

/** Those of the schema, for servers that are started without settings. */
export const defaultServerLimits: ServerLimits = {
  maxConnections: 20_000,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 30_000,
  stalledTimeoutMs: 30_000,
};

/** Between requests. Proxies that keep connections for longer have to know it (docs/deployment.md). */
const keepAliveTimeoutMs = 5000;
/** A connection on which nobody has answered for long is asked whether somebody is there (RFC 9293 §3.8.4). */
const aliveChecks = { keepAlive: true, keepAliveInitialDelay: 30_000 };
/** Room for a token of several KiB and the cookies of a site; beyond it: 431. */
const maxHeaderBytes = 16 * 1024;
/** A request that is overdue is found within this. */
const checkEveryMs = 1000;
/** A connection on which nobody greets in TLS. */
const handshakeTimeoutMs = 10_000;
/** Requests of one HTTP/2 connection at a time: several dozens of cameras on a page. Beyond it they are refused (RFC 9113 §5.1.2). */
const maxConcurrentStreams = 250;
/** Frames that make no sense, of one HTTP/2 connection; beyond it the connection is ended. */
const maxInvalidFrames = 100;

/** What one HTTP/2 connection may keep waiting: large segments of several cameras. Beyond it further requests are refused. */
const maxSessionMegabytes = 32;

/** For `http.createServer`. */
export function httpOptions({ headersTimeoutMs, requestTimeoutMs }: ServerLimits): HttpOptions {
  return {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    ...aliveChecks,
    connectionsCheckingInterval: checkEveryMs,
  };
}

/**
 * For `http2.createSecureServer`. What it makes of HTTP/1.1 takes its limits from properties, as `applyHttp1Limits` sets
 * them. Floods of SETTINGS, PING and RST_STREAM are met by nghttp2 itself, which ends the connection.
 */
export function http2Options(): SecureServerOptions {
  return {
    allowHTTP1: true,
    minVersion: 'TLSv1.2',
    handshakeTimeout: handshakeTimeoutMs,
    ...aliveChecks,
    maxHeaderListPairs: 128,
    maxSessionMemory: maxSessionMegabytes,
    maxSessionInvalidFrames: maxInvalidFrames,
    settings: { maxConcurrentStreams, maxHeaderListSize: maxHeaderBytes, enablePush: false },
  };
}

/** Before it listens. */
export function applyHttp1Limits(server: object, limits: ServerLimits): void {
  const { maxHeaderSize, headersTimeout, requestTimeout, keepAliveTimeout, connectionsCheckingInterval } =
    httpOptions(limits);
  Object.assign(server, {
    maxHeaderSize,
    headersTimeout,
    requestTimeout,
    keepAliveTimeout,
    connectionsCheckingInterval,
  });
}
