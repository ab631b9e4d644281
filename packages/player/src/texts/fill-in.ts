/** Puts values into a sentence. Where they stand in it is the language's decision; they come from `quantities.ts`. */

/** Replaces each `{name}` by its value; a name without a value stays as it is. */
export function fillIn(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap);
}
