/**
 * Puts a configuration together: defaults < file < environment < flags. The one place that reads `process.env`; called
 * by the program, not by `createAgent`, whose caller hands over an object.
 */
import { readFileSync } from 'node:fs';
import { type AgentConfig, listSettings, type SettingEntry } from './agent-config.js';
import { nearestName } from './nearest-name.js';
import { configError, parseConfig } from './parse-config.js';

export const environmentPrefix = 'RPI_LIVE_CAMERA_AGENT_';

/** The least that a file has to say. */
export const minimalConfigExample =
  '{ "cameraId": "front-door", "mqtt": { "url": "mqtt://broker.example:1883" } }';

export type LoadConfigOptions = {
  /** Path of a JSON file. @default none */
  file?: string | undefined;
  /** @default process.env */
  environment?: Record<string, string | undefined>;
  /** Dotted path → value, from the command line. */
  flags?: Record<string, string>;
};

type Settings = Record<string, unknown>;

/** @throws AgentError `config_invalid` for a file that cannot be read and for every wrong or unknown setting */
export function loadConfig({ file, environment = process.env, flags = {} }: LoadConfigOptions): AgentConfig {
  const settings: Settings = file === undefined ? {} : readConfigFile(file);
  const problems: string[] = [];
  const byVariable = new Map(listSettings().map((setting) => [environmentName(setting.path), setting]));
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || !name.startsWith(environmentPrefix)) continue;
    const setting = byVariable.get(name);
    if (setting) {
      setAtPath(settings, setting.path, readValue(value, setting.kind));
    } else {
      const guess = nearestName(name, [...byVariable.keys()]);
      problems.push(`${name}: unknown environment variable${guess ? `; did you mean ${guess}?` : ''}`);
    }
  }
  for (const [path, value] of Object.entries(flags)) setAtPath(settings, path.split('.'), value);
  if (settings.cameraId === undefined && file === undefined) {
    throw configError([
      ...problems,
      `cameraId: is missing. Give a file, --config FILE, with at least ${minimalConfigExample}`,
    ]);
  }
  return parseConfig(settings, problems);
}

/** `['mqtt', 'topicPrefix']` → `RPI_LIVE_CAMERA_AGENT_MQTT_TOPIC_PREFIX`. */
export function environmentName(path: readonly string[]): string {
  const words = path.map((part) => part.replaceAll(/[A-Z]/g, '_$&').toUpperCase());
  return environmentPrefix + words.join('_');
}

function readConfigFile(file: string): Settings {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw configError([
      `--config ${file}: cannot be read (${code}). A minimal file: ${minimalConfigExample}`,
    ]);
  }
  try {
    const settings: unknown = JSON.parse(content);
    if (isObject(settings)) return settings;
  } catch (error) {
    throw configError([`--config ${file}: is not JSON: ${(error as Error).message}`]);
  }
  throw configError([`--config ${file}: must hold an object such as ${minimalConfigExample}`]);
}

function isObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readValue(value: string, kind: SettingEntry['kind']): unknown {
  if (kind === 'text') return value;
  try {
    return JSON.parse(value);
  } catch {
    // The schema says better what is expected.
    return value;
  }
}

function setAtPath(settings: Settings, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    settings[key] = value;
    return;
  }
  // A value of another kind stays where it is: the schema has the better words for it.
  settings[key] ??= {};
  const inner = settings[key];
  if (isObject(inner)) setAtPath(inner, rest, value);
}
