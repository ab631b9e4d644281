/** Settings as an object that is not checked yet: reading one from text, putting one in its place. */
import type { SettingEntry } from './agent-config.js';

export type Settings = Record<string, unknown>;

/** From the environment or a flag: text as it stands, the rest as JSON. */
export function readValue(value: string, kind: SettingEntry['kind']): unknown {
  if (kind === 'text') return value;
  try {
    return JSON.parse(value);
  } catch {
    // The schema says better what is expected.
    return value;
  }
}

/** Makes the groups on the way. A value of another kind in the way stays: the schema has the better words for it. */
export function setAtPath(settings: Settings, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    settings[key] = value;
    return;
  }
  settings[key] ??= {};
  const inner = settings[key];
  if (isObject(inner)) setAtPath(inner, rest, value);
}

/** @returns undefined where nothing was given */
export function getAtPath(settings: Settings, path: readonly string[]): unknown {
  let found: unknown = settings;
  for (const key of path) found = isObject(found) ? found[key] : undefined;
  return found;
}

export function isObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
