/** Reads what a gateway answers to a keep-alive, and what it refuses. */
import type { Clock } from '../clock/clock.js';
import type { PlayerError } from '../errors/player-error.js';
import { readJson } from './answer-body.js';
import { type PlayerSession, parseJson, parseProblem, parseRightsEnd } from './session-answer.js';

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
  const body = (await readJson(response)) as Record<string, unknown> | null | undefined;
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

/** Why an answer is none. */
export async function problemOf(response: Response): Promise<PlayerError> {
  const body = parseJson(await response.text().catch(() => ''));
  return parseProblem(body, response.status, response.headers.get('Retry-After'));
}
