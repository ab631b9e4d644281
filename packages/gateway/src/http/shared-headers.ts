/**
 * What every answer carries: its request id, which pages of other origins may use it (Fetch standard, CORS), and which
 * HTTP version they may see (Resource Timing, `Timing-Allow-Origin`). Known before there is an answer, so that those who
 * answer thousands of requests a second write all headers at once (`bytes-response.ts`). Hono answers the preflights; it
 * does not set the headers, since it does so before there is an answer, and then the server sends every body as a stream.
 */
import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { AppEnv } from './app-env.js';

export type SharedHeadersOptions = {
  /** Setting `cors.origins`; `*` for all. */
  origins: readonly string[];
  /** Headers of answers that pages may read. */
  exposedHeaders: readonly string[];
};

/** What a proxy may name a request by; anything else is not repeated to anyone. */
const requestIdPattern = /^[\w=-]{1,255}$/;

export function shareHeaders({ origins, exposedHeaders }: SharedHeadersOptions): MiddlewareHandler<AppEnv> {
  const isOpen = origins.includes('*');
  const timingOrigins = origins.join(', ');
  const exposed = exposedHeaders.join(', ');
  const nextRequestId = createRequestIds();
  const answerPreflight = cors({
    origin: isOpen ? '*' : [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'DELETE', 'PATCH', 'OPTIONS'],
    allowHeaders: ['Authorization', 'Content-Type', 'If-Match'],
    exposeHeaders: [...exposedHeaders],
    maxAge: 600,
  });

  function headersFor(requestId: string, asking: string | undefined): Record<string, string> {
    if (isOpen) {
      return {
        'X-Request-Id': requestId,
        'Timing-Allow-Origin': timingOrigins,
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Expose-Headers': exposed,
      };
    }
    const own = { 'X-Request-Id': requestId, 'Timing-Allow-Origin': timingOrigins, Vary: 'Origin' };
    if (asking === undefined || !origins.includes(asking)) return own;
    return { ...own, 'Access-Control-Allow-Origin': asking, 'Access-Control-Expose-Headers': exposed };
  }

  return async (c, next) => {
    const given = c.req.header('X-Request-Id');
    const requestId = given !== undefined && requestIdPattern.test(given) ? given : nextRequestId();
    c.set('requestId', requestId);
    if (c.req.method === 'OPTIONS') {
      c.header('X-Request-Id', requestId);
      return answerPreflight(c, next);
    }
    const shared = headersFor(requestId, isOpen ? undefined : c.req.header('Origin'));
    c.set('sharedHeaders', shared);
    await next();
    if (c.get('hasSharedHeaders')) return;
    const { headers } = c.res;
    for (const [name, value] of Object.entries(shared)) {
      if (name === 'Vary') headers.append(name, value);
      else headers.set(name, value);
    }
  };
}

/** Unique as long as they are searched for in logs, for less than the dice of a UUID cost. */
function createRequestIds(): () => string {
  const start = randomUUID().slice(0, 8);
  let count = 0;
  return () => {
    count += 1;
    return `${start}-${count.toString(36)}`;
  };
}
