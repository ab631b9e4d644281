/** Puts the policy of each route in front of it. Called by the app with everything that it mounts. */
import { type Handler, Hono } from 'hono';
import type { Access } from '../auth/access.js';
import { policyOf } from '../auth/route-policies.js';
import type { AppEnv } from './app-env.js';

/** What Hono calls a middleware of every method. */
const everyMethod = 'ALL';

/**
 * The same routes, each for those only who may use it.
 *
 * @throws Error for a route without a policy
 */
export function guardRoutes(routes: Hono<AppEnv>, access: Access): Hono<AppEnv> {
  const guarded = new Hono<AppEnv>();
  for (const { method, path, handler } of routes.routes) {
    // A middleware answers nothing by itself; the routes behind it have their own guards.
    if (method === everyMethod && path.endsWith('/*')) guarded.all(path, handler);
    else guarded.on(method, path, guardRoute(method, path, handler, access));
  }
  return guarded;
}

function guardRoute(method: string, path: string, handler: Handler, access: Access): Handler<AppEnv> {
  const policy = policyOf(method, path);
  // Media comes by the thousand: nothing is asked that its session has not answered.
  if (policy.kind === 'credential in path') return handler;
  return async (c, next) => {
    const caller = await access.admit(policy, {
      authorization: c.req.header('Authorization'),
      cameraId: c.req.param('cameraId'),
    });
    c.set('caller', caller);
    return handler(c, next);
  };
}
