/** Answers with an RFC 9457 problem; the app's error handler and its answer to unknown paths. */
import { problemMediaType } from '@rpi-live-camera/protocol/http';
import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import { retryAfterSeconds, toGatewayError, toProblem } from '../errors/problem.js';
import type { Logger } from '../log/logger.js';
import type { AppEnv } from './app-env.js';

export function problemResponse(c: Context<AppEnv>, error: GatewayError): Response {
  const retryAfter = retryAfterSeconds(error);
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
  c.header('Content-Type', problemMediaType);
  const { cacheForMs } = error;
  const seconds = cacheForMs === undefined ? undefined : Math.floor(cacheForMs / 1000);
  c.header('Cache-Control', seconds === undefined ? 'no-store' : `private, max-age=${seconds}`);
  // Media of another origin is refused as well, and a page has to be able to read why.
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  return c.body(JSON.stringify(toProblem(error, c.get('requestId'))), error.status as 500);
}

/** Logs what is ours to mend and answers the rest quietly. */
export function handleErrors(logger: Logger): ErrorHandler<AppEnv> {
  return (thrown, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    const error = toGatewayError(thrown);
    logFailure(logger, error, {
      requestId: c.get('requestId'),
      method: c.req.method,
      route: c.req.routePath,
    });
    return problemResponse(c, error);
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

export const answerNotFound: NotFoundHandler<AppEnv> = (c) =>
  problemResponse(c, new GatewayError('not_found', `There is nothing at ${c.req.path}.`));
