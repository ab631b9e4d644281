/**
 * What every answer carries: its request id, which pages of other origins may use it (Fetch standard, CORS), and which
 * HTTP version they may see (Resource Timing, `Timing-Allow-Origin`). Known before there is an answer, so that those who
 * answer thousands of requests a second write all headers at once; other answers get them from a middleware. Hono answers
 * the preflights; it does not set the headers, since it does so before there is an answer, and then the server sends every
 * body as a stream.
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
  /** Whether who connects from there may name requests: a reverse proxy of the settings. @default nobody */
  isTrustedProxy?(address: string | undefined): boolean;
};

export type SharedHeaders = Readonly<
  { 'X-Request-Id': string; 'Timing-Allow-Origin': string; Vary?: string } & Record<string, string>
>;

/**
 * Of all answers but media: browsers take nothing for another type than it says, and name no address of the gateway to
 * others. Not of media, whose type is sometimes one that browsers only play where they may look at it (Fetch standard, ORB).
 */
export const secureHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const;
const mediaType = /^(?:video|multipart)\//;

/** Makes those of the answer to one request. */
export type MakeSharedHeaders = (request: SharingRequest) => SharedHeaders;

/** What is read of a request. */
export type SharingRequest = {
  header(name: string): string | undefined;
  /** Of who has connected. */
  remoteAddress(): string | undefined;
};

/** What a trusted proxy may name a request by; anything else is not repeated to anyone. */
const requestIdPattern = /^[\w=-]{1,255}$/;

export function createSharedHeaders({
  origins,
  exposedHeaders,
  isTrustedProxy = () => false,
}: SharedHeadersOptions): MakeSharedHeaders {
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

  return (request) => {
    const given = request.header('x-request-id');
    const isName =
      given !== undefined && requestIdPattern.test(given) && isTrustedProxy(request.remoteAddress());
    const requestId = isName ? given : nextRequestId();
    return headersFor(requestId, isOpen ? undefined : request.header('origin'));
  };
}

/** Answers preflights, and adds the headers to every answer that has not got them yet. */
export function shareHeaders(
  { origins, exposedHeaders }: SharedHeadersOptions,
  makeSharedHeaders: MakeSharedHeaders,
): MiddlewareHandler<AppEnv> {
  const answerPreflight = cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'DELETE', 'PATCH', 'OPTIONS'],
    allowHeaders: ['Authorization', 'Content-Type', 'If-Match'],
    exposeHeaders: [...exposedHeaders],
    maxAge: 600,
  });
  return async (c, next) => {
    const shared = makeSharedHeaders({
      header: (name) => c.req.header(name),
      remoteAddress: () => remoteAddressOf(c.env),
    });
    c.set('sharedHeaders', shared);
    if (c.req.method === 'OPTIONS') {
      c.header('X-Request-Id', shared['X-Request-Id']);
      return answerPreflight(c, next);
    }
    await next();
    if (c.get('hasSharedHeaders')) return;
    const { headers } = c.res;
    for (const [name, value] of Object.entries(shared)) {
      if (name === 'Vary') headers.append(name, value);
      else headers.set(name, value);
    }
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
    if (mediaType.test(headers.get('Content-Type') ?? '')) return;
    for (const [name, value] of Object.entries(secureHeaders)) headers.set(name, value);
  };
}

/** Where a server of Node tells it. */
function remoteAddressOf(env: unknown): string | undefined {
  const { incoming } = (env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress;
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
