/** Every setting of the gateway as a page, from its schema. */
import { describeSettings } from '../../packages/gateway/src/config/describe.js';
import { environmentName } from '../../packages/gateway/src/config/environment.js';
import { CameraConfigSchema, ConfigSchema } from '../../packages/gateway/src/config/schema.js';
import { code, head, page, table } from './markdown.js';
import { kindOf, type SchemaNode } from './setting-kind.js';

const ofCamera = 'cameras[].';

function nodeAt(path: string): SchemaNode {
  const isOfCamera = path.startsWith(ofCamera);
  const root = {
    type: 'root',
    entries: isOfCamera ? CameraConfigSchema.entries : ConfigSchema.entries,
  } as unknown;
  const keys = path.slice(isOfCamera ? ofCamera.length : 0).split('.');
  return keys.reduce((node, key) => (node.entries ?? node.wrapped?.entries)![key]!, root as SchemaNode);
}

const shownDefault = (value: unknown) => (value === undefined ? '' : code(JSON.stringify(value)));

function rowOf({ path, fallback, description }: ReturnType<typeof describeSettings>[number]) {
  const isList = path === 'cameras';
  return [
    code(path),
    isList ? 'list of cameras, [below](#each-camera)' : kindOf(nodeAt(path)),
    path === 'cameras' || path === 'cameras[].id' ? 'must be given' : shownDefault(fallback),
    description,
  ];
}

export function settingsReference(): string {
  const settings = describeSettings();
  const isOfCamera = ({ path }: { path: string }) => path.startsWith(ofCamera);
  const general = settings.filter((one) => !isOfCamera(one));
  return page(
    head('Settings of the gateway', '[their schema](../../packages/gateway/src/config/schema.ts)'),
    'A JSON file (`--config FILE`) < the environment < flags < the argument of `createGateway`. Unknown settings are errors; `--print-config` shows what is in force and where it came from.',
    'In the environment a setting is named by its path, as `RPI_LIVE_CAMERA_MQTT_URL`; lists and objects are JSON. Cameras are one list there, `RPI_LIVE_CAMERA_CAMERAS`.',
    '```json\n{ "cameras": [{ "id": "front-door" }] }\n```',
    '## All settings',
    table(
      ['setting', 'is', 'default', 'meaning', 'in the environment'],
      general.map((one) => [...rowOf(one), code(environmentName(one.path.split('.')))]),
    ),
    '## Each camera',
    table(['setting', 'is', 'default', 'meaning'], settings.filter(isOfCamera).map(rowOf)),
  );
}
