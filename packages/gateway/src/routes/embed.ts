/**
 * `GET /embed/:cameraId`: a page of nothing but the player, for an `<iframe>` in sites that take no script. Asking for it
 * wakes nothing.
 */
import { Hono } from 'hono';
import { tokenMissing } from '../auth/refusals.js';
import type { AppEnv } from '../http/app-env.js';
import type { CameraDirectory } from '../sessions/camera-directory.js';
import { readEmbedOptions } from './embed-options.js';
import { renderEmbedPage } from './embed-page.js';
import { contentSecurityPolicy, type EmbedPolicyOptions, permissionsPolicy } from './embed-policy.js';

export type EmbedRoutesDeps = EmbedPolicyOptions & {
  directory: Pick<CameraDirectory, 'find'>;
};

export function createEmbedRoutes({ directory, ...policy }: EmbedRoutesDeps): Hono<AppEnv> {
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy(policy),
    'Permissions-Policy': permissionsPolicy,
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  };

  // Some routers take a slash at the end for nothing, and some do not: this one of the gateway's, and that of an app around it.
  return new Hono<AppEnv>().on('GET', ['/embed/:cameraId', '/embed/:cameraId/'], (c) => {
    const cameraId = c.req.param('cameraId');
    const { pathname, search } = new URL(c.req.url);
    if (pathname.endsWith('/')) {
      // What the page asks for is relative to it. So is this, to hold under every prefix, seen by the gateway or not.
      return c.body(null, 308, { Location: `../${pathname.split('/').at(-2)}${search}` });
    }
    const options = readEmbedOptions((name) => c.req.query(name));
    if (!c.get('caller').may('watch', cameraId)) {
      // Frames send no tokens. The player says so to its viewers, whether there is such a camera or not.
      const page = renderEmbedPage({ ...options, cameraId, autoplay: true });
      return c.html(page, 401, { ...headers, 'WWW-Authenticate': tokenMissing().challenge ?? '' });
    }
    const camera = directory.find(cameraId);
    if (camera) {
      return c.html(
        renderEmbedPage({ ...options, cameraId, label: options.label ?? camera.name }),
        200,
        headers,
      );
    }
    // The page says it to its viewers, in their language, instead of offering to start what is not there.
    return c.html(renderEmbedPage({ ...options, cameraId, autoplay: true }), 404, headers);
  });
}
