/** Two layers of texts: a page's own sentences over the player's, and no sentence at all over either. */

/** Stands for a sentence that is not known yet, and keeps its line open. */
const noWords = '\u00a0';

/** The tree of sentences, as far as these functions look at it. */
type Tree = { readonly [key: string]: string | Tree };

/** `base` with what `own` says instead; keys that `base` does not have, and values of another kind, are ignored. */
export function mergeTexts<Texts extends object>(base: Texts, own: unknown): Texts {
  return mapTree(base as Tree, own, (text, ownText) =>
    typeof ownText === 'string' ? ownText : text,
  ) as Texts;
}

/** The same tree without words. */
export function withoutWords<Texts extends object>(texts: Texts): Texts {
  return mapTree(texts as Tree, null, () => noWords) as Texts;
}

function mapTree(base: Tree, own: unknown, choose: (text: string, own: unknown) => string): Tree {
  return Object.fromEntries(
    Object.entries(base).map(([key, text]) => {
      const ownPart: unknown = own === null || own === undefined ? own : Reflect.get(Object(own), key);
      return [key, typeof text === 'string' ? choose(text, ownPart) : mapTree(text, ownPart, choose)];
    }),
  );
}
