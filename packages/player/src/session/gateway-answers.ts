/**
 * Reads what a gateway answers. A lazy chunk: `gateway-client` fetches it beside its first request, as no page needs it
 * before somebody wants to watch.
 */
import type { StartPhase } from '@rpi-live-camera/protocol';
import type { Clock } from '../clock/clock.js';
import { PlayerError } from '../errors/player-error.js';
import { readEventStream } from './event-stream.js';
import {
  notUnderstood,
  type PlayerSession,
  parseJson,
  parsePhase,
  parseProblem,
  parseRightsEnd,
  parseSession,
} from './session-answer.js';

export type SessionAnswerOptions = {
  /** What was asked; the answer may come from somewhere else. */
  url: string;
  clock: Clock;
  /** Each phase that the gateway reports. */
  onProgress: (phase: StartPhase) => void;
};

/**
 * Waits for the session in an answer.
 *
 * @throws PlayerError of the gateway's problem, `gateway_unreachable` when the answer breaks off, `answer_not_understood`
 */
export async function readSessionAnswer(
  response: Response,
  { url, clock, onProgress }: SessionAnswerOptions,
): Promise<PlayerSession> {
  if (!response.ok) throw await problemOf(response);
  const responseUrl = response.url || url;
  const isEventStream = response.headers.get('Content-Type')?.startsWith('text/event-stream') ?? false;
  if (!isEventStream || response.body === null) {
    return parseSession(parseJson(await response.text()), responseUrl, clock.nowMs());
  }
  const events = readEventStream(response.body);
  for (let next = await nextOf(events); !next.done; next = await nextOf(events)) {
    const { event, data } = next.value;
    const value = parseJson(data);
    if (event === 'session') {
      // The gateway closes the stream itself: cancelling it here could look like a viewer who left.
      void drain(events);
      return parseSession(value, responseUrl, clock.nowMs());
    }
    if (event === 'problem') throw parseProblem(value, statusOf(value), null);
    const phase = event === 'progress' ? parsePhase(value) : undefined;
    if (phase !== undefined) onProgress(phase);
  }
  const message = 'The connection to the gateway ended before the camera was ready.';
  throw new PlayerError('gateway_unreachable', message);
}

/** What a keep-alive told. */
export type KeptAlive = {
  /** When the gateway forgets the session if it hears nothing more; epoch, by this browser's clock. */
  expiresAtMs: number;
  /** When the right to watch ends; `null` where it does not. As `expiresAtMs`. */
  rightsEndAtMs: number | null;
  /** Gateway's clock minus this browser's; `null` when the gateway did not say. */
  clockOffsetMs: number | null;
  roundTripMs: number;
};

/** @throws PlayerError `session_gone` when the session is over; any other code: it may still be there */
export async function readKeptAlive(
  response: Response,
  { session, sentAtMs, clock }: { session: PlayerSession; sentAtMs: number; clock: Clock },
): Promise<KeptAlive> {
  if (!response.ok) throw await problemOf(response);
  const body = parseJson(await response.text()) as Record<string, unknown> | null | undefined;
  const nowMs = clock.nowMs();
  const expiresAtMs = Date.parse(String(body?.expiresAt));
  const serverMs = Date.parse(String(body?.serverTime));
  return {
    expiresAtMs: Number.isNaN(expiresAtMs)
      ? nowMs + 2 * session.keepAliveMs
      : expiresAtMs - session.clockOffsetMs,
    rightsEndAtMs: parseRightsEnd(body ?? {}, session.clockOffsetMs),
    // Both ways are taken for equally long, as NTP does.
    clockOffsetMs: Number.isNaN(serverMs) ? null : serverMs - (sentAtMs + nowMs) / 2,
    roundTripMs: nowMs - sentAtMs,
  };
}

async function nextOf<Event>(events: AsyncGenerator<Event>): Promise<IteratorResult<Event>> {
  try {
    return await events.next();
  } catch (error) {
    throw error instanceof RangeError ? notUnderstood('an event that does not end') : error;
  }
}

async function drain(events: AsyncGenerator<unknown>): Promise<void> {
  try {
    while (!(await events.next()).done);
  } catch {
    // The session is already known; how its announcement ends does not matter.
  }
}

async function problemOf(response: Response): Promise<PlayerError> {
  const body = parseJson(await response.text().catch(() => ''));
  return parseProblem(body, response.status, response.headers.get('Retry-After'));
}

function statusOf(problem: unknown): number {
  const status = (problem as { status?: unknown } | null | undefined)?.status;
  return typeof status === 'number' ? status : 500;
}
