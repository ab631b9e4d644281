import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { createOpenAccess } from '../auth/access.js';
import type { AppEnv } from './app-env.js';
import { guardRoutes } from './guard.js';

describe('guardRoutes', () => {
  it('makes no app with a route that nobody has a policy for', () => {
    const routes = new Hono<AppEnv>().get('/api/v1/secrets', (c) => c.text('all of them'));
    assert.throws(() => guardRoutes(routes, createOpenAccess()), /"GET \/api\/v1\/secrets" has no policy/);
  });

  it('tells a route apart from one of another method', () => {
    const routes = new Hono<AppEnv>().delete('/healthz', (c) => c.body(null, 204));
    assert.throws(() => guardRoutes(routes, createOpenAccess()), /"DELETE \/healthz"/);
  });

  it('takes none for a middleware that stands at a place of its own', () => {
    const routes = new Hono<AppEnv>().all('/api/v1/secrets', (c) => c.text('all of them'));
    assert.throws(() => guardRoutes(routes, createOpenAccess()), /"ALL \/api\/v1\/secrets"/);
  });

  it('asks nothing before routes whose path holds the credential: they stay as they are', () => {
    const routes = new Hono<AppEnv>().get('/live/:grant/:cameraId/live.mp4', (c) => c.text('media'));
    const [route] = guardRoutes(routes, createOpenAccess()).routes;
    assert.equal(route?.handler, routes.routes[0]?.handler);
  });

  it('tells the route who asks', async () => {
    const routes = new Hono<AppEnv>().get('/healthz', (c) => c.json(c.get('caller').may('admin', 'door')));
    const response = await guardRoutes(routes, createOpenAccess()).request('/healthz');
    assert.equal(await response.json(), false);
  });
});
