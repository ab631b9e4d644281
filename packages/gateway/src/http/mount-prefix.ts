/** Where the app is mounted, so that the URLs it hands out can be asked for. */
import type { Context } from 'hono';

/**
 * The part of the request's path before the app's own, `''` at the root: `/cam` for an app under `app.route('/cam', …)`
 * or `express.use('/cam', …)`.
 *
 * @param ownPath what follows the prefix in this request's path, such as `/api/v1/cameras/a/sessions`
 */
export function mountPrefix(c: Context, ownPath: string): string {
  const path = originalPath(c) ?? c.req.path;
  return path.endsWith(ownPath) ? path.slice(0, -ownPath.length) : '';
}

/**
 * What the URLs that the app hands out begin with: `publicUrl` where it is set, because a proxy may have taken a part of
 * the path away, else the place where the app is mounted. Without a slash at the end.
 */
export function publicBase(c: Context, ownPath: string, publicUrl: string | null): string {
  return publicUrl === null ? mountPrefix(c, ownPath) : publicUrl.replace(/\/$/, '');
}

/** Express and its kin cut the mount path off `url` and keep the whole in `originalUrl`. */
function originalPath(c: Context): string | undefined {
  const incoming = (c.env as { incoming?: { originalUrl?: string } } | undefined)?.incoming;
  return incoming?.originalUrl?.split('?')[0];
}
