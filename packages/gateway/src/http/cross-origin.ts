/**
 * Which pages of other origins may use the answers (Fetch standard, CORS), and which HTTP version they may see (Resource
 * Timing, `Timing-Allow-Origin`). Hono answers the preflights. It does not set the headers of the answers: it would do so
 * before there is one, and then the server sends every body as a stream, which costs several times the request.
 */
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';

export type CrossOriginOptions = {
  /** Setting `cors.origins`; `*` for all. */
  origins: readonly string[];
  /** Headers of answers that pages may read. */
  exposedHeaders: readonly string[];
};

export function allowCrossOrigin({ origins, exposedHeaders }: CrossOriginOptions): MiddlewareHandler {
  const isOpen = origins.includes('*');
  const timingOrigins = origins.join(', ');
  const exposed = exposedHeaders.join(', ');
  const answerPreflight = cors({
    origin: isOpen ? '*' : [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'DELETE', 'PATCH', 'OPTIONS'],
    allowHeaders: ['Authorization', 'Content-Type', 'If-Match'],
    exposeHeaders: [...exposedHeaders],
    maxAge: 600,
  });
  return async (c, next) => {
    if (c.req.method === 'OPTIONS') return answerPreflight(c, next);
    await next();
    const { headers } = c.res;
    headers.set('Timing-Allow-Origin', timingOrigins);
    const asking = c.req.header('Origin');
    const allowed = isOpen ? '*' : origins.find((origin) => origin === asking);
    if (!isOpen) headers.append('Vary', 'Origin');
    if (allowed === undefined) return;
    headers.set('Access-Control-Allow-Origin', allowed);
    headers.set('Access-Control-Expose-Headers', exposed);
  };
}
