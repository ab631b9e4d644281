/**
 * Turns what a gateway answers into a session or a `PlayerError`. The browser carries no schema validator, so each
 * field that the player relies on is checked here by hand; everything else is passed over.
 */
import type { Source, StartPhase } from '@rpi-live-camera/protocol';
import { startPhases, transports } from '@rpi-live-camera/protocol/http';
import { isPlayerErrorCode, PlayerError, type PlayerErrorCode } from '../errors/player-error.js';

/** A session as the player uses it: URLs are absolute, times are relative to this browser's clock. */
export type PlayerSession = {
  readonly id: string;
  readonly cameraId: string;
  /** How often to say that somebody still watches. */
  readonly keepAliveMs: number;
  readonly sources: readonly Source[];
  /**
   * Gateway's clock minus this browser's: at first off by the time that the answer was under way, then as the quickest
   * keep-alive tells.
   */
  clockOffsetMs: number;
  /** The gateway forgets the session then unless it hears something; epoch, by this browser's clock. */
  expiresAtMs: number;
  /** At first the right to watch ended then, and the session with it; `null` where it does not end. As `expiresAtMs`. */
  readonly rightsEndAtMs: number | null;
  /** How far back it can be watched once the stream has run for so long; `null`: live only. */
  readonly timeShiftMs: number | null;
};

/** How far a session has come that is not open: asked for, no more; or the gateway wakes its camera. */
export type Opening = 'asked' | 'answered';

const minKeepAliveMs = 1000;

/**
 * @param body parsed JSON of the answer
 * @param responseUrl URL that answered, against which the sources' references are resolved
 * @throws PlayerError `answer_not_understood`
 */
export function parseSession(body: unknown, responseUrl: string, nowMs: number): PlayerSession {
  const answer = asRecord(body);
  const { id, cameraId, keepAliveMs, timeShiftMs } = answer;
  if (
    typeof id !== 'string' ||
    id === '' ||
    typeof keepAliveMs !== 'number' ||
    !Array.isArray(answer.sources)
  ) {
    throw notUnderstood('a session without id, keepAliveMs or sources');
  }
  const clockOffsetMs = (Date.parse(String(answer.serverTime)) || nowMs) - nowMs;
  return {
    id,
    cameraId: typeof cameraId === 'string' ? cameraId : '',
    keepAliveMs: Math.max(keepAliveMs, minKeepAliveMs),
    sources: answer.sources.flatMap((source) => parseSource(source, responseUrl)),
    clockOffsetMs,
    expiresAtMs: (Date.parse(String(answer.expiresAt)) || nowMs + 2 * keepAliveMs) - clockOffsetMs,
    rightsEndAtMs: parseRightsEnd(answer, clockOffsetMs),
    timeShiftMs: typeof timeShiftMs === 'number' && timeShiftMs > 0 ? timeShiftMs : null,
  };
}

/** By this browser's clock; `null` where the answer does not say. */
export function parseRightsEnd(
  { rightsExpireAt }: { rightsExpireAt?: unknown },
  clockOffsetMs: number,
): number | null {
  const endsAtMs = Date.parse(String(rightsExpireAt));
  return Number.isNaN(endsAtMs) ? null : endsAtMs - clockOffsetMs;
}

/** `undefined` for what is no URL reference. By `catch`, as Safari before 17 has no `URL.canParse()`. */
export function absoluteUrl(reference: unknown, baseUrl: string): string | undefined {
  try {
    return typeof reference === 'string' ? new URL(reference, baseUrl).href : undefined;
  } catch {
    return undefined;
  }
}

/** A source of an unknown transport or without a usable URL is left out: a newer gateway may offer more. */
function parseSource(value: unknown, responseUrl: string): Source[] {
  const { transport, url, type } = asRecord(value);
  const known = transports.find((name) => name === transport);
  const absolute = absoluteUrl(url, responseUrl);
  if (known === undefined || absolute === undefined) return [];
  return [
    typeof type === 'string'
      ? { transport: known, url: absolute, type }
      : { transport: known, url: absolute },
  ];
}

/** The phase of a `progress` event; `undefined` when it is one this player does not know. */
export function parsePhase(body: unknown): StartPhase | undefined {
  const { phase } = asRecord(body);
  return startPhases.find((name) => name === phase);
}

/**
 * An RFC 9457 problem as an error. A body that is none (a proxy's page, say) gets a code by its HTTP status.
 *
 * @param retryAfter the `Retry-After` header, used when the body says nothing finer
 */
export function parseProblem(body: unknown, status: number, retryAfter: string | null): PlayerError {
  const problem = asRecord(body);
  const code = isPlayerErrorCode(problem.code) ? problem.code : codeForStatus(status);
  const detail = typeof problem.detail === 'string' ? problem.detail : `The gateway answered ${status}.`;
  const told = typeof problem.retryAfterMs === 'number' ? problem.retryAfterMs : secondsToMs(retryAfter);
  return new PlayerError(code, detail, {
    details: { status, requestId: problem.requestId, title: problem.title },
    retryAfterMs: told,
  });
}

function codeForStatus(status: number): PlayerErrorCode {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 410) return 'session_gone';
  if (status === 429) return 'too_many_requests';
  if (status === 502 || status === 503 || status === 504) return 'gateway_unreachable';
  return status >= 500 ? 'internal' : 'answer_not_understood';
}

/** `Retry-After` in seconds (RFC 9110 §10.2.3); its date form is not used by gateways and ignored. */
function secondsToMs(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
}

/** JSON text as a value; `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The fields of an answer; none where it is no object. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The error for an answer that is not of the protocol. */
export function notUnderstood(what: string): PlayerError {
  return new PlayerError('answer_not_understood', `The gateway answered ${what}.`);
}
