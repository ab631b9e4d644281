/**
 * Answers with bytes that are there already and that many requests get: playlists, parts, segments. Hono makes a `Headers`
 * of a record of headers, and of those that middleware adds later; at thousands of requests a second that costs more than
 * the answer. A `Response` of a plain record is written by Hono's Node server as it stands, and at once.
 */

/** @param headers all of them, named as they are to be written; the server adds `Content-Length` */
export function respondWithBytes(bytes: Buffer, headers: Readonly<Record<string, string>>): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers });
}
