/** Answers with an RFC 9457 problem; the app's error handler and its answer to unknown paths. */
import { type ProblemCode, problemMediaType } from '@rpi-live-camera/protocol/http';
import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import { retryAfterSeconds, toGatewayError, toProblem } from '../errors/problem.js';
import type { Logger } from '../log/logger.js';
import type { AppEnv } from './app-env.js';
import { type SharedHeaders, secureHeaders } from './shared-headers.js';

export type RenderedProblem = { status: number; headers: Record<string, string>; body: string };

/** The whole answer, for who writes it at once. */
export function renderProblem(error: GatewayError, shared: SharedHeaders): RenderedProblem {
  const retryAfter = retryAfterSeconds(error);
  const { cacheForMs } = error;
  const seconds = cacheForMs === undefined ? undefined : Math.floor(cacheForMs / 1000);
  const headers: Record<string, string> = {
    ...shared,
    ...secureHeaders,
    'Content-Type': problemMediaType,
    'Cache-Control': seconds === undefined ? 'no-store' : `private, max-age=${seconds}`,
    // Media of another origin is refused as well, and a page has to be able to read why.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
  if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter);
  if (error.challenge !== undefined) headers['WWW-Authenticate'] = error.challenge;
  return { status: error.status, headers, body: JSON.stringify(toProblem(error, shared['X-Request-Id'])) };
}

function respondWithProblem(c: Context<AppEnv>, error: GatewayError): Response {
  const { status, headers, body } = renderProblem(error, c.get('sharedHeaders'));
  c.set('hasSharedHeaders', true);
  return c.body(body, status as 500, headers);
}

/** Told of each request that is refused or fails; facts are for the log. */
export type FailureReport = (error: GatewayError, facts: Record<string, unknown>) => void;

export type FailureReportDeps = {
  logger: Logger;
  /** @default nobody counts */
  onProblem?(code: ProblemCode): void;
};

export function createFailureReport({ logger, onProblem = () => {} }: FailureReportDeps): FailureReport {
  return (error, facts) => {
    onProblem(error.code);
    logFailure(logger, error, facts);
  };
}

/** Logs what is ours to mend and answers the rest quietly. */
export function handleErrors(reportFailure: FailureReport): ErrorHandler<AppEnv> {
  return (thrown, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    const error = toGatewayError(thrown);
    const requestId = c.get('sharedHeaders')['X-Request-Id'];
    const facts = {
      requestId,
      address: c.get('clientAddress'),
      method: c.req.method,
      route: c.req.routePath,
    };
    reportFailure(error, facts);
    return respondWithProblem(c, error);
  };
}

/** Own failures are errors, those of a camera or the broker warnings; a client's mistakes are its own affair. */
function logFailure(logger: Logger, error: GatewayError, facts: Record<string, unknown>): void {
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

/** The handler of errors answers it. */
export const answerNotFound: NotFoundHandler<AppEnv> = (c) => {
  throw new GatewayError('not_found', `There is nothing at ${c.req.path.slice(0, 200)}.`);
};
