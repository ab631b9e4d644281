/** Where tokens come from: the page. Used to open a session, and to keep up the right to it. */
import { PlayerError } from '../errors/player-error.js';

/** A bearer token, or a function that gives one; called bare, as one may serve several players. */
export type TokenSource = string | (() => string | undefined | Promise<string | undefined>);

/**
 * A token that is valid now; an empty one: none is sent.
 *
 * @throws PlayerError `unauthorized` when the page gives none; `gateway_unreachable` for a TypeError, as that is what
 *   `fetch` throws when there is no network, which says nothing about the viewer
 */
export async function askForToken(source: TokenSource): Promise<string | undefined> {
  try {
    return await (typeof source === 'function' ? source() : source);
  } catch (cause) {
    throw PlayerError.from(cause, cause instanceof TypeError ? 'gateway_unreachable' : 'unauthorized');
  }
}
