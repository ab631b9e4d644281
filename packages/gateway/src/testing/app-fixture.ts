/** An app around the routes of a test that shares what the whole app shares: headers of all answers, errors as problems. */
import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.js';
import { answerNotFound, handleErrors } from '../http/problem-response.js';
import { addSharedHeaders, createSharedHeaders } from '../http/shared-headers.js';
import { silentLogger } from '../log/logger.js';

/** Where pages of all origins may use the answers. */
export const createFixtureHeaders = () => createSharedHeaders({ origins: ['*'], exposedHeaders: [] });

export function createFixtureApp(): Hono<AppEnv> {
  const sharedHeadersOf = createFixtureHeaders();
  return new Hono<AppEnv>()
    .use(addSharedHeaders(sharedHeadersOf))
    .onError(handleErrors(silentLogger, sharedHeadersOf))
    .notFound(answerNotFound(sharedHeadersOf));
}
