/**
 * Puts a configuration together: defaults < file < environment < flags. The one place that reads `process.env`;
 * called by the program, not by the SDK, whose caller hands over an object.
 */
import { readFileSync } from 'node:fs';
import { readEnvironment } from './environment.js';
import { ConfigError, parseConfig } from './parse.js';
import type { Config } from './schema.js';

export type LoadConfigOptions = {
  /** Settings under everything else, in the shape of the file. @default none */
  base?: Record<string, unknown>;
  /** Path of a JSON file. @default none */
  file?: string | undefined;
  /** @default process.env */
  environment?: Record<string, string | undefined>;
  /** Settings from flags, in the shape of the file. */
  flags?: Record<string, unknown>;
};

export type LoadedConfig = {
  config: Config;
  /** Where each given setting came from, by dotted path; what is not named is a default. */
  origins: Map<string, 'file' | 'environment' | 'flag'>;
};

/** @throws ConfigError for a file that cannot be read, and for every wrong or unknown setting of any origin */
export function loadConfig({
  base = {},
  file,
  environment = process.env,
  flags = {},
}: LoadConfigOptions): LoadedConfig {
  const fromFile = file === undefined ? {} : readConfigFile(file);
  const { settings: fromEnvironment, problems } = readEnvironment(environment);
  const origins: LoadedConfig['origins'] = new Map();
  const layers = [
    ['file', fromFile],
    ['environment', fromEnvironment],
    ['flag', flags],
  ] as const;
  let merged = base;
  for (const [origin, layer] of layers) {
    merged = merge(merged, layer);
    for (const path of leafPaths(layer)) origins.set(path, origin);
  }
  try {
    const config = parseConfig(merged);
    if (problems.length > 0) throw new ConfigError(problems);
    return { config, origins };
  } catch (error) {
    if (error instanceof ConfigError && problems.length > 0 && error.problems !== problems) {
      throw new ConfigError([...problems, ...error.problems]);
    }
    throw error;
  }
}

function readConfigFile(file: string): Record<string, unknown> {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError([`--config ${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`]);
  }
  try {
    const value: unknown = JSON.parse(content);
    if (isObject(value)) return value;
  } catch (error) {
    throw new ConfigError([`--config ${file}: is not valid JSON: ${(error as Error).message}`]);
  }
  throw new ConfigError([`--config ${file}: must hold a JSON object`]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** No setting lies deeper; what does is refused by the schema, however deep it goes. */
const maxDepth = 8;

/** Objects are merged key by key, everything else (lists too) is replaced. Every key stays a key, `__proto__` too. */
function merge(
  below: Record<string, unknown>,
  above: Record<string, unknown>,
  depth = maxDepth,
): Record<string, unknown> {
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    const under = merged.get(key);
    const areBothObjects = isObject(under) && isObject(value);
    merged.set(key, areBothObjects && depth > 0 ? merge(under, value, depth - 1) : value);
  }
  return Object.fromEntries(merged);
}

function leafPaths(value: Record<string, unknown>, base = '', depth = maxDepth): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    isObject(inner) && depth > 0 ? leafPaths(inner, `${base}${key}.`, depth - 1) : [`${base}${key}`],
  );
}
