/** A poster as an answer: under a grant, or to who has the right. Used by the routes of recordings. */
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.js';

/** Private, and not for long: what is deleted is to be gone. */
const lifetime = 'private, max-age=3600';

export function respondWithPoster(c: Context<AppEnv>, jpeg: Buffer): Response {
  return c.body(jpeg as Uint8Array<ArrayBuffer>, 200, {
    'Content-Type': 'image/jpeg',
    'Content-Length': String(jpeg.length),
    'Cache-Control': lifetime,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
}
