/** `GET /openapi.json`: the API, with the place it is mounted at as its server. */
import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.js';
import { mountPrefix } from '../http/mount-prefix.js';
import { createOpenApiDocument } from '../openapi/document.js';
import { programVersion } from '../program-version.js';

export function createOpenApiRoutes(): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/openapi.json', (c) =>
    c.json(createOpenApiDocument(mountPrefix(c, '/openapi.json') || '/', programVersion())),
  );
}
