/**
 * The gateway's HTTP API as far as a viewer needs it: open a session, keep it, end it. Called by `SharedSession`.
 * Stateless; failures are `PlayerError`s, an abort is the signal's own reason.
 */
import type { StartPhase } from '@rpi-live-camera/protocol';
import { apiPaths } from '@rpi-live-camera/protocol/http';
import type { Clock } from '../clock/clock.js';
import { PlayerError } from '../errors/player-error.js';
import { readEventStream } from './event-stream.js';
import type { NetworkRulesDeps } from './network-rules.js';
import {
  notUnderstood,
  type PlayerSession,
  parseJson,
  parsePhase,
  parseProblem,
  parseSession,
} from './session-answer.js';

export type GatewayClientDeps = NetworkRulesDeps & {
  fetch: typeof fetch;
  /** `navigator.sendBeacon`, the only request that outlives its page everywhere. */
  sendBeacon: (url: string) => boolean;
  clock: Clock;
};

/** A bearer token, or a function that gives one; called bare, as one may serve several players. */
export type TokenSource = string | (() => string | undefined | Promise<string | undefined>);

/** Which camera of which gateway, and with what right. */
export type SessionRequest = {
  /** Absolute URL at which the gateway is mounted. */
  gatewayUrl: string;
  cameraId: string;
  /** The token, or what gives one that is valid now, asked once per session; an empty string: none is sent. */
  token: TokenSource;
};

/** A gateway gives up on a camera long before (`startTimeoutMs`); this is for one that hangs, or a token that never comes. */
const openLimitMs = 90_000;

/** A gateway begins its answer at once, whatever its camera does. */
const silenceMs = 1500;

export type OpenSessionOptions = {
  signal: AbortSignal;
  /** Each phase that the gateway reports. */
  onProgress: (phase: StartPhase) => void;
  /** The browser asks the viewer whether the page may reach the gateway. */
  onViewerAsked: () => void;
};

/** URL of an API path at a gateway that may be mounted under a prefix. */
export function gatewayApiUrl(gatewayUrl: string, path: string): string {
  return `${gatewayUrl.replace(/[?#].*$/, '').replace(/\/+$/, '')}${path}`;
}

/**
 * Starts the camera or joins its stream. Aborting the signal before the answer gives the claim back.
 *
 * @throws PlayerError with the gateway's problem code, `gateway_unreachable`, `mixed_content`, `local_network_blocked` or
 *   `answer_not_understood`
 */
export async function openSession(
  deps: GatewayClientDeps,
  request: SessionRequest,
  { signal, onProgress, onViewerAsked }: OpenSessionOptions,
): Promise<PlayerSession> {
  const url = gatewayApiUrl(
    request.gatewayUrl,
    apiPaths.cameraSessions(encodeURIComponent(request.cameraId)),
  );
  const limit = new AbortController();
  const cancelLimit = deps.clock.after(openLimitMs, () => limit.abort());
  const limited = AbortSignal.any([signal, limit.signal]);
  let isAnswered = false;
  const cancelHint = deps.clock.after(silenceMs, async () => {
    const isAsked = await (await loadNetworkRules())?.isViewerAsked(deps, request.gatewayUrl);
    if (isAsked && !isAnswered && !limited.aborted) onViewerAsked();
  });
  try {
    // Loaded when it matters only; without it the request itself tells less.
    if (deps.pageUrl().startsWith('https:') && request.gatewayUrl.startsWith('http:')) {
      const block = await (await loadNetworkRules())?.findBlock(deps, request.gatewayUrl);
      if (block) throw new PlayerError(block.code, block.message);
    }
    signal.throwIfAborted();
    const { token: source } = request;
    const token = await untilAborted(typeof source === 'function' ? source() : source, limited);
    const response = await deps.fetch(url, {
      method: 'POST',
      headers: { Accept: 'text/event-stream', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      cache: 'no-store',
      signal: limited,
    });
    isAnswered = true;
    cancelHint();
    if (!response.ok) throw await problemOf(response);
    const responseUrl = response.url || url;
    const isEventStream = response.headers.get('Content-Type')?.startsWith('text/event-stream') ?? false;
    if (!isEventStream || response.body === null) {
      return parseSession(parseJson(await response.text()), responseUrl, deps.clock.nowMs());
    }
    return await readSession(response.body, { responseUrl, clock: deps.clock, onProgress });
  } catch (error) {
    signal.throwIfAborted();
    const failure = toPlayerError(error, url);
    if (failure.code !== 'gateway_unreachable') throw failure;
    const block = await (await loadNetworkRules())?.explainSilence(deps, request.gatewayUrl);
    signal.throwIfAborted();
    throw block ? new PlayerError(block.code, block.message, { cause: failure }) : failure;
  } finally {
    isAnswered = true;
    cancelHint();
    cancelLimit();
  }
}

const loadNetworkRules = () => import('./network-rules.js').catch(() => null);

async function readSession(
  body: ReadableStream<Uint8Array>,
  options: { responseUrl: string; clock: Clock; onProgress: (phase: StartPhase) => void },
): Promise<PlayerSession> {
  const events = readEventStream(body);
  for (let next = await events.next(); !next.done; next = await events.next()) {
    const { event, data } = next.value;
    const value = parseJson(data);
    if (event === 'session') {
      // The gateway closes the stream itself: cancelling it here could look like a viewer who left.
      void drain(events);
      return parseSession(value, options.responseUrl, options.clock.nowMs());
    }
    if (event === 'problem') throw parseProblem(value, statusOf(value), null);
    const phase = event === 'progress' ? parsePhase(value) : undefined;
    if (phase !== undefined) options.onProgress(phase);
  }
  throw new PlayerError(
    'gateway_unreachable',
    'The connection to the gateway ended before the camera was ready.',
  );
}

async function drain(events: AsyncGenerator<unknown>): Promise<void> {
  try {
    while (!(await events.next()).done);
  } catch {
    // The session is already known; how its announcement ends does not matter.
  }
}

/** What a keep-alive told. */
export type KeptAlive = {
  /** Epoch, by this browser's clock. */
  expiresAtMs: number;
  /** Gateway's clock minus this browser's; `null` when the gateway did not say. */
  clockOffsetMs: number | null;
  roundTripMs: number;
};

/**
 * Says that somebody still watches.
 *
 * @returns when the gateway forgets the session if it hears nothing more; epoch, by this browser's clock
 * @throws PlayerError `session_gone` when the session is over; any other code: it may still be there
 */
export async function keepSessionAlive(
  deps: GatewayClientDeps,
  gatewayUrl: string,
  session: PlayerSession,
  signal: AbortSignal,
): Promise<KeptAlive> {
  const url = gatewayApiUrl(gatewayUrl, apiPaths.sessionKeepalive(session.id));
  try {
    const sentAtMs = deps.clock.nowMs();
    const response = await deps.fetch(url, { method: 'POST', cache: 'no-store', signal });
    if (!response.ok) throw await problemOf(response);
    const body = parseJson(await response.text()) as Record<string, unknown> | null | undefined;
    const nowMs = deps.clock.nowMs();
    const expiresAtMs = Date.parse(String(body?.expiresAt));
    const serverMs = Date.parse(String(body?.serverTime));
    return {
      expiresAtMs: Number.isNaN(expiresAtMs)
        ? nowMs + 2 * session.keepAliveMs
        : expiresAtMs - session.clockOffsetMs,
      // Both ways are taken for equally long, as NTP does.
      clockOffsetMs: Number.isNaN(serverMs) ? null : serverMs - (sentAtMs + nowMs) / 2,
      roundTripMs: nowMs - sentAtMs,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw toPlayerError(error, url);
  }
}

/**
 * Ends a session. Sent as a beacon, so that it goes out even while the page dies and needs no CORS preflight; by fetch
 * with `keepalive` where the browser refuses the beacon. Nobody waits for the answer: a lost one costs the camera the
 * time until the session expires.
 */
export function endSession(deps: GatewayClientDeps, gatewayUrl: string, sessionId: string): void {
  const url = gatewayApiUrl(gatewayUrl, apiPaths.sessionClose(sessionId));
  if (deps.sendBeacon(url)) return;
  deps.fetch(url, { method: 'POST', keepalive: true }).catch(() => {});
}

/** The promise, or a rejection as soon as the signal aborts. */
function untilAborted<T>(value: T | Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    Promise.resolve(value).then(resolve, reject);
  });
}

async function problemOf(response: Response): Promise<PlayerError> {
  const body = parseJson(await response.text().catch(() => ''));
  return parseProblem(body, response.status, response.headers.get('Retry-After'));
}

function statusOf(problem: unknown): number {
  const status = (problem as { status?: unknown } | null | undefined)?.status;
  return typeof status === 'number' ? status : 500;
}

function toPlayerError(error: unknown, url: string): PlayerError {
  if (error instanceof PlayerError) return error;
  if (error instanceof RangeError) return notUnderstood('an event that does not end');
  return new PlayerError('gateway_unreachable', `${new URL(url).origin} did not answer.`, { cause: error });
}
