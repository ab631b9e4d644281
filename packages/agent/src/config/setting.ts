/** How a setting is written down: kind, default, description. Used by the schema in `agent-config.ts` and its groups. */
import * as v from 'valibot';

type AnySchema = v.GenericSchema<unknown, unknown>;

/** A setting with its default and the sentence that explains it. */
export function setting<S extends AnySchema, D extends v.InferInput<S>>(
  kind: S,
  fallback: D,
  description: string,
) {
  return v.optional(v.pipe(kind, v.description(description)), fallback);
}

/** A setting that is off until given. */
export function nullable<S extends AnySchema>(kind: S, description: string) {
  return v.optional(v.pipe(v.nullable(kind), v.description(description)), null);
}

/** Settings under one name, which may be left out as a whole. */
export function group<E extends v.ObjectEntries>(entries: E) {
  return v.optional(v.strictObject(entries, 'must be an object'), {} as never);
}
