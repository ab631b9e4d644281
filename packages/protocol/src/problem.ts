/** RFC 9457 problem details as the gateway sends them. */
import * as v from 'valibot';
import { type ProblemCode, problemRules } from './http.js';

export const ProblemSchema = v.object({
  /** URL of the entry in `docs/errors.md`. */
  type: v.string(),
  code: v.picklist(Object.keys(problemRules) as [ProblemCode, ...ProblemCode[]]),
  title: v.string(),
  status: v.number(),
  /** What happened this time and what to do. */
  detail: v.string(),
  requestId: v.string(),
  /** When asking again may help; the same as the `Retry-After` header, finer. */
  retryAfterMs: v.optional(v.number()),
});
export type Problem = v.InferOutput<typeof ProblemSchema>;
