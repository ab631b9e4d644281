/**
 * What every answer carries: its request id, which pages of other origins may use it (Fetch standard, CORS), and which
 * HTTP version they may see (Resource Timing, `Timing-Allow-Origin`). Known before there is an answer: most answers get
 * them from a middleware afterwards, those that are asked for thousands of times a second write them with their own.
 */
import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { AppEnv } from './app-env.js';

export type SharedHeadersOptions = {
  /** Setting `cors.origins`; `*` for all. */
  origins: readonly string[];
  /** Headers of answers that pages may read. */
  exposedHeaders: readonly string[];
};

export type SharedHeaders = Readonly<
  { 'X-Request-Id': string; 'Timing-Allow-Origin': string; Vary?: string } & Record<string, string>
>;

/** Those of the answer to one request; a request that they were made for already keeps them. */
export type SharedHeadersOf = (c: Context<AppEnv>) => SharedHeaders;

/** What a proxy may name a request by; anything else is not repeated to anyone. */
const requestIdPattern = /^[\w=-]{1,255}$/;

export function createSharedHeaders({ origins, exposedHeaders }: SharedHeadersOptions): SharedHeadersOf {
  const isOpen = origins.includes('*');
  const timingOrigins = origins.join(', ');
  const exposed = exposedHeaders.join(', ');
  const nextRequestId = createRequestIds();

  function headersFor(requestId: string, asking: string | undefined): SharedHeaders {
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

  return (c) => {
    const known = c.get('sharedHeaders') as SharedHeaders | undefined;
    if (known) return known;
    const given = c.req.header('X-Request-Id');
    const requestId = given !== undefined && requestIdPattern.test(given) ? given : nextRequestId();
    return headersFor(requestId, isOpen ? undefined : c.req.header('Origin'));
  };
}

/** Adds them to every answer that has not got them yet. */
export function addSharedHeaders(sharedHeadersOf: SharedHeadersOf): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const shared = sharedHeadersOf(c);
    c.set('sharedHeaders', shared);
    await next();
    const { headers } = c.res;
    if (headers.has('X-Request-Id')) return;
    for (const [name, value] of Object.entries(shared)) {
      if (name === 'Vary') headers.append(name, value);
      else headers.set(name, value);
    }
  };
}

/**
 * Answers the preflights. Hono's `cors` does not set the headers of other answers: it does so before there is an answer,
 * and then the server sends every body as a stream.
 */
export function answerPreflights(
  { origins, exposedHeaders }: SharedHeadersOptions,
  sharedHeadersOf: SharedHeadersOf,
): MiddlewareHandler<AppEnv> {
  const answer = cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'DELETE', 'PATCH', 'OPTIONS'],
    allowHeaders: ['Authorization', 'Content-Type', 'If-Match'],
    exposeHeaders: [...exposedHeaders],
    maxAge: 600,
  });
  return (c, next) => {
    c.header('X-Request-Id', sharedHeadersOf(c)['X-Request-Id']);
    return answer(c, next);
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
