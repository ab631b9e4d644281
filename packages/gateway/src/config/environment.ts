/** Reads settings from the environment: `RPI_LIVE_CAMERA_` + the setting's path, as `RPI_LIVE_CAMERA_MQTT_URL`. */
import { closestWord } from './closest-word.js';
import { entriesOf } from './parse.js';
import { ConfigSchema } from './schema.js';

const prefix = 'RPI_LIVE_CAMERA_';
/** Belongs to the program on the camera, which may run beside the gateway. */
const agentPrefix = `${prefix}AGENT_`;

type Environment = Record<string, string | undefined>;

/**
 * The settings that the environment names, as a nested object to lay over the file's.
 * Numbers, booleans, `null`, lists and objects are JSON; anything else is text.
 *
 * @returns also a sentence for each variable that names no setting
 */
export function readEnvironment(environment: Environment): {
  settings: Record<string, unknown>;
  problems: string[];
} {
  const paths = new Map(settingPaths().map((path) => [environmentName(path), path]));
  const settings: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || !name.startsWith(prefix) || name.startsWith(agentPrefix)) continue;
    const path = paths.get(name);
    if (path) {
      setAtPath(settings, path, readValue(value, path));
    } else {
      const guess = closestWord(name, [...paths.keys()]);
      problems.push(`${name}: unknown environment variable${guess ? `, did you mean ${guess}?` : ''}`);
    }
  }
  return { settings, problems };
}

/** `['sessions', 'keepAliveMs']` → `RPI_LIVE_CAMERA_SESSIONS_KEEP_ALIVE_MS`. */
export function environmentName(path: readonly string[]): string {
  const words = path.map((part) => part.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase());
  return prefix + words.join('_');
}

/** Paths of all settings; `cameras` counts as one, a list. */
export function settingPaths(
  entries: Record<string, unknown> = ConfigSchema.entries,
  base: string[] = [],
): string[][] {
  return Object.entries(entries).flatMap(([key, schema]) => {
    const path = [...base, key];
    const inner = key === 'cameras' ? undefined : entriesOf(schema);
    return inner && Object.keys(inner).length > 0 ? settingPaths(inner, path) : [path];
  });
}

function readValue(value: string, path: readonly string[]): unknown {
  const isSecretText = ['password', 'username', 'clientId', 'secret'].includes(path.at(-1) ?? '');
  if (isSecretText) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function setAtPath(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let place = target;
  for (const key of path.slice(0, -1)) {
    place[key] ??= {};
    place = place[key] as Record<string, unknown>;
  }
  place[path.at(-1)!] = value;
}
