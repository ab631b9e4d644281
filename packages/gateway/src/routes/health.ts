/**
 * `GET /healthz`: the process lives. `GET /readyz`: a camera could be started now; what is wrong in detail is for those
 * who may see inner workings.
 */
import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.js';

export type ReadinessCheck = { name: string; ok: boolean; detail: string };

export type HealthRoutesDeps = {
  checkReadiness(): Promise<ReadinessCheck[]>;
  /** Whether the gateway is about to end, so that a load balancer sends viewers elsewhere. @default never */
  isClosing?(): boolean;
};

const noStore = { 'Cache-Control': 'no-store' };

export function createHealthRoutes({
  checkReadiness,
  isClosing = () => false,
}: HealthRoutesDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/healthz', (c) => c.json({ status: 'ok' }, 200, noStore))
    .get('/readyz', async (c) => {
      if (isClosing()) return c.json({ status: 'closing', checks: [] }, 503, noStore);
      const checks = await checkReadiness();
      const isReady = checks.every((check) => check.ok);
      const shown = c.get('caller').seesInnerWorkings ? checks : checks.map(({ name, ok }) => ({ name, ok }));
      return c.json({ status: isReady ? 'ready' : 'not_ready', checks: shown }, isReady ? 200 : 503, noStore);
    });
}
