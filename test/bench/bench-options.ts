/** Reads options of benchmarks from their text; a wrong one is said in a sentence. */

export class OptionError extends Error {}

/** `--name TEXT` as a number of at least `min`. */
export function parseNumber(name: string, text: string, min: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= min))
    throw new OptionError(`--${name} is ${text}; it has to be a number of at least ${min}.`);
  return value;
}

/** `--name A,B` as words, each of them one of `known`; empty text: none. */
export function parseWords<Word extends string>(name: string, text: string, known: readonly Word[]): Word[] {
  const words = text.split(',').filter((word) => word !== '');
  const unknown = words.find((word) => !known.some((one) => one === word));
  if (unknown !== undefined)
    throw new OptionError(`--${name} has ${unknown} in it; there are: ${known.join(', ')}.`);
  return words as Word[];
}

/** `--name WORD`. */
export function parseWord<Word extends string>(name: string, text: string, known: readonly Word[]): Word {
  const [word, ...others] = parseWords(name, text, known);
  if (word === undefined || others.length > 0)
    throw new OptionError(`--${name} has to be one of ${known.join(', ')}.`);
  return word;
}
