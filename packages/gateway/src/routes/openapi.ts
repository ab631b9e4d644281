/** `GET /openapi.json`: the API, with the place it is mounted at as its server. */
import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.js';
import { publicBase } from '../http/mount-prefix.js';
import { createOpenApiDocument } from '../openapi/document.js';
import { programVersion } from '../program-version.js';

export type OpenApiRoutesDeps = {
  /** Setting `publicUrl`. */
  publicUrl: string | null;
};

export function createOpenApiRoutes({ publicUrl }: OpenApiRoutesDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/openapi.json', (c) =>
    c.json(createOpenApiDocument(publicBase(c, '/openapi.json', publicUrl) || '/', programVersion())),
  );
}
