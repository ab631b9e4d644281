/** How the schema words one setting: its kind, its default, and its line in `--help` and the docs. */
import * as v from 'valibot';

type AnySchema = v.GenericSchema<unknown, unknown>;

/** One setting that has a default. */
export function setting<S extends AnySchema, D extends v.InferInput<S>>(
  kind: S,
  fallback: D,
  description: string,
) {
  return v.optional(v.pipe(kind, v.description(description)), fallback);
}

/** One setting that is off until given. */
export function nullable<S extends AnySchema>(kind: S, description: string) {
  return v.optional(v.pipe(v.nullable(kind), v.description(description)), null);
}

/** Settings that belong together, all of which may be left out. */
export function group<E extends v.ObjectEntries>(entries: E) {
  return v.optional(v.strictObject(entries), {} as never);
}
