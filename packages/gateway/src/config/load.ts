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

/** Objects are merged key by key, everything else (lists too) is replaced. */
function merge(below: Record<string, unknown>, above: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isObject(under) && isObject(value) ? merge(under, value) : value;
  }
  return merged;
}

function leafPaths(value: Record<string, unknown>, base = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    isObject(inner) ? leafPaths(inner, `${base}${key}.`) : [`${base}${key}`],
  );
}
