/**
 * Answers with bytes that are there already and that many requests get: playlists, parts, segments. Hono makes a `Headers`
 * of a record of headers, and of those that middleware adds later; at thousands of requests a second that costs more than
 * the answer. A `Response` of a plain record is written by Hono's Node server as it stands.
 */
import type { Context } from 'hono';
import type { AppEnv } from './app-env.js';

/** @param headers names as they are to be written; `Vary` is joined with that which all answers have */
export function respondWithBytes(
  c: Context<AppEnv>,
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
): Response {
  const shared = c.get('sharedHeaders') as AppEnv['Variables']['sharedHeaders'] | undefined;
  const all: Record<string, string> = { ...headers, ...shared };
  if (headers.Vary !== undefined && shared?.Vary !== undefined) all.Vary = `${headers.Vary}, ${shared.Vary}`;
  c.set('hasSharedHeaders', true);
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: all });
}
