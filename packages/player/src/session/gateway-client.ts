/**
 * The gateway's HTTP API as far as a viewer needs it: ask for something to play, end a session. Called by `SharedSession` and
 * `RecordingClaim`.
 * Stateless; what goes wrong on the way is a `PlayerError`, an abort is the signal's own reason.
 */
import type { StartPhase } from '@rpi-live-camera/protocol';
import { apiPaths } from '@rpi-live-camera/protocol/http';
import { PlayerError } from '../errors/player-error.js';
import {
  type GatewayClientDeps,
  gatewayApiUrl,
  type SessionRequest,
  toPlayerError,
} from './gateway-request.js';
import type { Opening, PlayerSession } from './session-answer.js';
import { askForToken } from './token-source.js';

/** A gateway gives up on a camera long before (`startTimeoutMs`); this is for one that hangs, a token that never comes, or a viewer who is asked. */
const openLimitMs = 90_000;

/** A gateway begins its answer at once, whatever its camera does. After so long a viewer may have been asked. */
const silenceMs = 1500;
/** After so long nobody is there, as at a private address seen from elsewhere. Proxies that hold events back know a camera's failure by then. */
const headLimitMs = 15_000;

type Answers = typeof import('./gateway-answers.js');

export type AskOptions<Answer> = {
  signal: AbortSignal;
  /** The browser asks the viewer whether the page may reach the gateway. */
  onViewerAsked: () => void;
  /** What to ask: a path of the API, and what `fetch` needs beside the token. */
  path: string;
  init: RequestInit & { headers?: Record<string, string> };
  /** Reads the answer, be it a problem, which came from `url` or from where that led to; `again` asks the same once more. */
  read: (
    response: Response,
    answers: Answers,
    url: string,
    again: () => Promise<Response>,
  ) => Promise<Answer>;
  /** Whether other sessions of the same gateway have come so far: over HTTP/1.1 browsers may hold requests back behind them. */
  isOther?: (progress: Opening) => boolean;
};

export type OpenSessionOptions = Omit<Required<AskOptions<PlayerSession>>, 'path' | 'init' | 'read'> & {
  /** Each phase that the gateway reports. */
  onProgress: (phase: StartPhase) => void;
};

/**
 * Starts the camera or joins its stream. Aborting the signal before the answer gives the claim back.
 *
 * @throws what `askGateway` throws
 */
export function openSession(
  deps: GatewayClientDeps,
  request: SessionRequest,
  { onProgress, ...options }: OpenSessionOptions,
): Promise<PlayerSession> {
  return askGateway(deps, request, {
    ...options,
    path: apiPaths.cameraSessions(encodeURIComponent(request.cameraId)),
    init: { method: 'POST', headers: { Accept: 'text/event-stream' } },
    read: (response, { readSessionAnswer }, url, again) =>
      readSessionAnswer(response, { ...options, url, clock: deps.clock, onProgress, again }),
  });
}

/**
 * Asks for something to play, with the page's token, and finds out why there is no answer where there is none.
 *
 * @throws PlayerError with the gateway's problem code, `gateway_unreachable`, `mixed_content`, `local_network_blocked`,
 *   `answer_not_understood` or `player_incomplete`; what else is thrown is an error of the player or of its browser
 */
export async function askGateway<Answer>(
  deps: GatewayClientDeps,
  request: SessionRequest,
  { signal, onViewerAsked, path, init, read, isOther }: AskOptions<Answer>,
): Promise<Answer> {
  const url = gatewayApiUrl(request.gatewayUrl, path);
  const limit = new AbortController();
  const tooLate = () => limit.abort(toPlayerError('timeout', url));
  const cancelLimit = deps.clock.after(openLimitMs, tooLate);
  // By hand, as Safari before 17.4 has no `AbortSignal.any()`.
  const giveUp = () => limit.abort(signal.reason);
  signal.addEventListener('abort', giveUp);
  const limited = limit.signal;
  let isAnswered = false;
  let isAsked: boolean | undefined;
  const cancelHint = deps.clock.after(silenceMs, async () => {
    isAsked = await (await loadNetworkRules())?.isViewerAsked(deps, request.gatewayUrl);
    if (isAsked && !isAnswered && !limited.aborted) onViewerAsked();
  });
  let cancelHeadLimit = () => {};
  try {
    // Loaded when it matters only; without it the request itself tells less.
    if (deps.pageUrl().startsWith('https:') && request.gatewayUrl.startsWith('http:')) {
      const block = await (await loadNetworkRules())?.findBlock(deps, request.gatewayUrl);
      if (block) throw new PlayerError(block.code, block.message);
    }
    signal.throwIfAborted();
    const answers = loadAnswers();
    const token = await untilAborted(askForToken(request.token), limited);
    cancelHeadLimit = deps.clock.after(
      headLimitMs,
      () => isAnswered || isAsked || isOther?.('answered') || tooLate(),
    );
    const ask = () =>
      deps
        .fetch(url, {
          ...init,
          headers: { ...init.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) },
          cache: 'no-store',
          signal: limited,
        })
        .catch((error: unknown) => {
          throw toPlayerError(error, url);
        });
    const response = await ask();
    isAnswered = true;
    cancelHint();
    const loaded = await untilAborted(answers, limited).catch((error: unknown) => {
      // Nobody will read it, so the claim goes back.
      limit.abort();
      throw error;
    });
    return await read(response, loaded, url, ask);
  } catch (error) {
    signal.throwIfAborted();
    if ((error as PlayerError).code !== 'gateway_unreachable') throw error;
    // What a browser forbids fails at once; and the rules may come from where nobody answers either.
    const block =
      !limited.aborted && (await (await loadNetworkRules())?.explainSilence(deps, request.gatewayUrl));
    signal.throwIfAborted();
    throw block ? new PlayerError(block.code, block.message, { cause: error }) : error;
  } finally {
    isAnswered = true;
    cancelHint();
    cancelHeadLimit();
    cancelLimit();
    signal.removeEventListener('abort', giveUp);
  }
}

const loadNetworkRules = () => import('./network-rules.js').catch(() => null);

/** Begun beside a request, whose own failure tells more. @throws PlayerError `player_incomplete` */
export function loadAnswers(): Promise<typeof import('./gateway-answers.js')> {
  const answers = import('./gateway-answers.js').catch((cause: unknown) => {
    const message = 'The code that reads answers of the gateway could not be loaded.';
    throw new PlayerError('player_incomplete', message, { cause });
  });
  answers.catch(() => {});
  return answers;
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
