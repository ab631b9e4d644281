/** The form of the tables of `layers.ts`. */

/** A folder of `src`, or a file at its top. */
export type Layer = { owns: string; imports: readonly string[] };
export type LayerTable = Readonly<Record<string, Layer>>;
