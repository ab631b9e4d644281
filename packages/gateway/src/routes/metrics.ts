/** `GET /metrics` in the Prometheus text format. */
import { Hono } from 'hono';
import type { Registry } from 'prom-client';
import type { AppEnv } from '../http/app-env.js';

export function createMetricsRoutes({ registry }: { registry: Registry }): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/metrics', async (c) =>
    c.body(await registry.metrics(), 200, {
      'Content-Type': registry.contentType,
      'Cache-Control': 'no-store',
    }),
  );
}
