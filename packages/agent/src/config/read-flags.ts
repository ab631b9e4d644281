/** Flags of the command line, for the program and each of its commands; every wrong one is told at once. */
import { parseArgs } from 'node:util';
import { nearestName } from './nearest-name.js';
import { configError } from './parse-config.js';

export type FlagOptions = Readonly<Record<string, { type: 'string' | 'boolean'; short?: string }>>;

export type Flags = {
  /** Values of the flags that take one. */
  values: Readonly<Record<string, string>>;
  /** The flags that take none and were given. */
  given: ReadonlySet<string>;
};

/** @throws AgentError `config_invalid` for flags that do not exist or lack their value, and for other words */
export function readFlags(argv: readonly string[], options: FlagOptions): Flags {
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  const values: Record<string, string> = {};
  const given = new Set<string>();
  const problems = tokens.flatMap((token): string[] => {
    if (token.kind === 'positional')
      return [`${token.value}: is not a flag; settings are given as --config FILE`];
    if (token.kind !== 'option') return [];
    const option = options[token.name];
    if (!option) {
      const guess = nearestName(token.name, Object.keys(options));
      return [`${token.rawName}: unknown flag${guess ? `; did you mean --${guess}?` : ''}`];
    }
    if (option.type === 'boolean') given.add(token.name);
    else if (token.value) values[token.name] = token.value;
    else return [`${token.rawName}: needs a value`];
    return [];
  });
  if (problems.length > 0) throw configError(problems);
  return { values, given };
}
