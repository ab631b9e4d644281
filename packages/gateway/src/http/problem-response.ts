/** Answers with an RFC 9457 problem; the app's error handler and its answer to unknown paths. */
import { problemMediaType } from '@rpi-live-camera/protocol/http';
import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import { retryAfterSeconds, toGatewayError, toProblem } from '../errors/problem.js';
import type { Logger } from '../log/logger.js';
import type { AppEnv } from './app-env.js';
import type { SharedHeaders, SharedHeadersOf } from './shared-headers.js';

function problemResponse(c: Context<AppEnv>, error: GatewayError, shared: SharedHeaders): Response {
  for (const [name, value] of Object.entries(shared)) c.header(name, value);
  const retryAfter = retryAfterSeconds(error);
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
  c.header('Content-Type', problemMediaType);
  const { cacheForMs } = error;
  const seconds = cacheForMs === undefined ? undefined : Math.floor(cacheForMs / 1000);
  c.header('Cache-Control', seconds === undefined ? 'no-store' : `private, max-age=${seconds}`);
  // Media of another origin is refused as well, and a page has to be able to read why.
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  return c.body(JSON.stringify(toProblem(error, shared['X-Request-Id'])), error.status as 500);
}

/** Logs what is ours to mend and answers the rest quietly. */
export function handleErrors(logger: Logger, sharedHeadersOf: SharedHeadersOf): ErrorHandler<AppEnv> {
  return (thrown, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    const error = toGatewayError(thrown);
    const shared = sharedHeadersOf(c);
    logFailure(logger, error, {
      requestId: shared['X-Request-Id'],
      method: c.req.method,
      route: c.req.routePath,
    });
    return problemResponse(c, error, shared);
  };
}

/** Own failures are errors, those of a camera or the broker warnings; a client's mistakes are its own affair. */
export function logFailure(logger: Logger, error: GatewayError, facts: Record<string, unknown>): void {
  const all = { ...facts, ...error.details, code: error.code, error: error.message };
  if (error.code === 'internal') {
    const cause = error.cause instanceof Error ? error.cause.stack : error.cause;
    logger.error({ ...all, cause }, 'a request failed inside the gateway');
  } else if (error.status >= 500) {
    logger.warn(all, 'a request failed');
  } else {
    logger.debug(all, 'refused a request');
  }
}

export function answerNotFound(sharedHeadersOf: SharedHeadersOf): NotFoundHandler<AppEnv> {
  return (c) => {
    const error = new GatewayError('not_found', `There is nothing at ${c.req.path}.`);
    return problemResponse(c, error, sharedHeadersOf(c));
  };
}
