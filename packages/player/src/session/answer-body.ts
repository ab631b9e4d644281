/** Reads the bodies of answers. That one breaks off says the same as no answer at all. Part of the chunk of answers. */
import { PlayerError } from '../errors/player-error.js';
import { parseJson } from './session-answer.js';

/** For what reading a body throws, and for that alone. @throws PlayerError `gateway_unreachable`, or what gave the answer up */
export function brokenOff(cause: unknown): never {
  throw cause instanceof PlayerError
    ? cause
    : new PlayerError('gateway_unreachable', 'The answer of the gateway broke off.', { cause });
}

/** JSON as a value; `undefined` where the body is none. @throws PlayerError `gateway_unreachable` when it breaks off */
export async function readJson(response: Response): Promise<unknown> {
  return parseJson(await response.text().catch(brokenOff));
}
