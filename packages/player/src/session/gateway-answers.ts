/**
 * Reads what a gateway answers. A lazy chunk: `gateway-client` fetches it beside its first request, as no page needs it
 * before somebody wants to watch.
 */
import type { StartPhase } from '@rpi-live-camera/protocol';
import type { Clock } from '../clock/clock.js';
import { PlayerError } from '../errors/player-error.js';
import { readJson } from './answer-body.js';
import { readEventStream } from './event-stream.js';
import { problemOf } from './kept-alive.js';
import {
  notUnderstood,
  type Opening,
  type PlayerSession,
  parseJson,
  parsePhase,
  parseProblem,
  parseSession,
} from './session-answer.js';

/** In the same chunk: every session that is read is kept, and recordings are answered in the same way. */
export { readJson } from './answer-body.js';
export { problemOf } from './kept-alive.js';
export { absoluteUrl, asRecord, notUnderstood, parseRightsEnd } from './session-answer.js';
export { SessionKeeper } from './session-keeper.js';

export type SessionAnswerOptions = {
  /** What was asked; the answer may come from somewhere else. */
  url: string;
  clock: Clock;
  /** Each phase that the gateway reports. */
  onProgress: (phase: StartPhase) => unknown;
  /** Asks the same once more. */
  again: () => Promise<Response>;
  /** Whether other sessions of the same gateway have come so far: over HTTP/1.1 browsers may hold requests back behind this one. */
  isOther: (progress: Opening) => boolean;
  /** Nobody waits for it any more. */
  signal: AbortSignal;
};

/** A camera that has sent nothing for so long may never do so. */
const turnMs = 3000;
/** Shorter than the `graceMs` of gateways. */
const pauseMs = 3000;

/**
 * Waits for the session in an answer. Where others are queued and the camera stays silent, it gives its place to them, once,
 * and asks again after a pause, in which the gateway goes on waking the camera (`graceMs`).
 *
 * @throws PlayerError of the gateway's problem, `gateway_unreachable` when the answer breaks off, `answer_not_understood`
 */
export async function readSessionAnswer(
  response: Response,
  options: SessionAnswerOptions,
): Promise<PlayerSession> {
  const { url, clock, onProgress, again, isOther, signal } = options;
  if (!response.ok) throw await problemOf(response);
  const responseUrl = response.url || url;
  const isEventStream = response.headers.get('Content-Type')?.startsWith('text/event-stream') ?? false;
  if (!isEventStream || response.body === null) {
    return parseSession(await readJson(response), responseUrl, clock.nowMs());
  }
  const place = new AbortController();
  let isSilent = true;
  const cancelTurn = clock.after(turnMs, () => isSilent && isOther('asked') && place.abort());
  try {
    const events = readEventStream(response.body, place.signal);
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
      if (phase === undefined) continue;
      isSilent = phase === 'waking';
      onProgress(phase);
    }
  } finally {
    cancelTurn();
  }
  if (place.signal.aborted) {
    await pause(clock, signal);
    return readSessionAnswer(await again(), {
      ...options,
      onProgress: (phase) => phase === 'waking' || onProgress(phase),
      isOther: () => false,
    });
  }
  const message = 'The connection to the gateway ended before the camera was ready.';
  throw new PlayerError('gateway_unreachable', message);
}

function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(pauseMs, () => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
    const leave = () => {
      cancel();
      reject(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
  });
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

function statusOf(problem: unknown): number {
  const status = (problem as { status?: unknown } | null | undefined)?.status;
  return typeof status === 'number' ? status : 500;
}
