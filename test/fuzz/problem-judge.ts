/** Holds refusals to RFC 9457 and to the table of codes. Used by the surfaces that answer HTTP. */
import * as v from 'valibot';
import { problemDocsUrl, problemMediaType, problemRules } from '../../packages/protocol/src/http.js';
import { type Problem, ProblemSchema } from '../../packages/protocol/src/index.js';
import { must } from './surface.js';

export type AnyAnswer = { status: number; header(name: string): string | undefined; text: string };

/** @throws Broken */
export function judgeProblem({ status, header, text }: AnyAnswer): Problem {
  must(
    header('content-type') === problemMediaType,
    () => `${status} is a ${header('content-type')}: ${text}`,
  );
  const problem = v.parse(ProblemSchema, JSON.parse(text));
  const rule = problemRules[problem.code];
  must(problem.status === status && rule.status === status, () => `${problem.code} with status ${status}`);
  must(problem.title === rule.title, () => `${problem.code} is called ${problem.title}`);
  must(problem.type === `${problemDocsUrl}#${problem.code}`, () => `${problem.code} links ${problem.type}`);
  must(problem.detail.trim() !== '', () => `${problem.code} says nothing`);
  must(problem.detail.length < 20_000, () => `${problem.code} says ${problem.detail.length} characters`);
  must(problem.requestId === header('x-request-id'), () => 'header and body name two requests');
  must(problem.code !== 'internal', () => `internal: ${text}`);
  const seconds = problem.retryAfterMs === undefined ? undefined : Math.ceil(problem.retryAfterMs / 1000);
  must(header('retry-after') === seconds?.toString(), () => `Retry-After is ${header('retry-after')}`);
  return problem;
}
