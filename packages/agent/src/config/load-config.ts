/**
 * Puts a configuration together: defaults < file < environment < flags. The one place that reads `process.env`; called
 * by the program, not by `createAgent`, whose caller hands over an object.
 */
import { readFileSync } from 'node:fs';
import { type AgentConfig, listSettings } from './agent-config.js';
import { nearestName } from './nearest-name.js';
import { configError, parseConfig } from './parse-config.js';
import { isObject, readValue, type Settings, setAtPath } from './setting-path.js';

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

/** What was given, not checked yet, and what is wrong with it already. */
export type GatheredSettings = { settings: Settings; problems: string[] };

/** @throws AgentError `config_invalid` for a file that cannot be read and for every wrong or unknown setting */
export function loadConfig(options: LoadConfigOptions): AgentConfig {
  const { settings, problems } = gatherSettings(options);
  if (settings.cameraId === undefined && options.file === undefined) {
    throw configError([
      ...problems,
      `cameraId: is missing. Give a file, --config FILE, with at least ${minimalConfigExample}`,
    ]);
  }
  return parseConfig(settings, problems);
}

/**
 * The settings that are given somewhere, without defaults.
 *
 * @throws AgentError `config_invalid` for a file that cannot be read
 */
export function gatherSettings({
  file,
  environment = process.env,
  flags = {},
}: LoadConfigOptions): GatheredSettings {
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
  const kinds = new Map(listSettings().map(({ path, kind }) => [path.join('.'), kind]));
  for (const [path, value] of Object.entries(flags)) {
    setAtPath(settings, path.split('.'), readValue(value, kinds.get(path) ?? 'text'));
  }
  return { settings, problems };
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
