/** An app around the routes of a test that shares what the whole app shares: headers of all answers, errors as problems. */
import { Hono } from 'hono';
import { everybody } from '../auth/caller.js';
import type { AppEnv } from '../http/app-env.js';
import { answerNotFound, createFailureReport, handleErrors } from '../http/problem-response.js';
import { createSharedHeaders, shareHeaders } from '../http/shared-headers.js';
import { silentLogger } from '../log/logger.js';

export function createFixtureApp(): Hono<AppEnv> {
  // Where pages of all origins may use the answers.
  const sharing = { origins: ['*'], exposedHeaders: [] };
  return new Hono<AppEnv>()
    .use(shareHeaders(sharing, createSharedHeaders(sharing)))
    .use(async (c, next) => {
      c.set('caller', everybody);
      await next();
    })
    .onError(handleErrors(createFailureReport({ logger: silentLogger })))
    .notFound(answerNotFound);
}
