/** Answers with an RFC 9457 problem; the app's error handler and its answer to unknown paths. */
import { problemMediaType } from '@rpi-live-camera/protocol/http';
import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import { retryAfterSeconds, toGatewayError, toProblem } from '../errors/problem.js';
import type { Logger } from '../log/logger.js';
import type { AppEnv } from './app-env.js';
import type { SharedHeaders } from './shared-headers.js';

export type RenderedProblem = { status: number; headers: Record<string, string>; body: string };

/** The whole answer, for who writes it at once. */
export function renderProblem(error: GatewayError, shared: SharedHeaders): RenderedProblem {
  const retryAfter = retryAfterSeconds(error);
  const { cacheForMs } = error;
  const seconds = cacheForMs === undefined ? undefined : Math.floor(cacheForMs / 1000);
  const headers: Record<string, string> = {
    ...shared,
    'Content-Type': problemMediaType,
    'Cache-Control': seconds === undefined ? 'no-store' : `private, max-age=${seconds}`,
    // Media of another origin is refused as well, and a page has to be able to read why.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
  if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter);
  return { status: error.status, headers, body: JSON.stringify(toProblem(error, shared['X-Request-Id'])) };
}

function respondWithProblem(c: Context<AppEnv>, error: GatewayError): Response {
  const { status, headers, body } = renderProblem(error, c.get('sharedHeaders'));
  c.set('hasSharedHeaders', true);
  return c.body(body, status as 500, headers);
}

/** Logs what is ours to mend and answers the rest quietly. */
export function handleErrors(logger: Logger): ErrorHandler<AppEnv> {
  return (thrown, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    const error = toGatewayError(thrown);
    const requestId = c.get('sharedHeaders')['X-Request-Id'];
    logFailure(logger, error, { requestId, method: c.req.method, route: c.req.routePath });
    return respondWithProblem(c, error);
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
  respondWithProblem(c, new GatewayError('not_found', `There is nothing at ${c.req.path.slice(0, 200)}.`));
