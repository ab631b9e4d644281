/** Lists the settings with their defaults and descriptions, for `--help` and the table in the docs. */
import * as v from 'valibot';
import { settingPaths } from './environment.js';
import { entriesOf } from './parse.js';
import { CameraConfigSchema, ConfigSchema } from './schema.js';

export type SettingDescription = {
  /** Dotted; `cameras[].` before what each camera has. */
  path: string;
  /** `undefined` for what must be given and for what has no default. */
  fallback: unknown;
  description: string;
};

type Node = { default?: unknown; wrapped?: unknown; pipe?: readonly unknown[] };

export function describeSettings(): SettingDescription[] {
  return [
    ...settingPaths().map((path) => describe(path, ConfigSchema.entries, '')),
    ...settingPaths(CameraConfigSchema.entries).map((path) =>
      describe(path, CameraConfigSchema.entries, 'cameras[].'),
    ),
  ];
}

function describe(path: string[], root: Record<string, unknown>, prefix: string): SettingDescription {
  let entries: Record<string, unknown> | undefined = root;
  for (const key of path.slice(0, -1)) entries = entriesOf(entries?.[key]);
  const node = entries?.[path.at(-1)!] as Node;
  const described = (node.wrapped ?? node) as v.GenericSchema;
  return {
    path: prefix + path.join('.'),
    fallback: node.default,
    description: v.getDescription(described) ?? '',
  };
}
