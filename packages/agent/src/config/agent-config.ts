/** Every setting of the agent once: type, default, what it does. File, environment, flags, API and `--help` read it. */
import {
  brokerUrlSetting,
  cameraIdSetting,
  StreamOutputSchema,
  topicSetting,
  VideoSettingsSchema,
} from '@rpi-live-camera/protocol';
import * as v from 'valibot';
import { captureSettings } from './capture-settings.js';
import { group, nullable, setting } from './setting.js';
import { durationMs, flag, text } from './setting-types.js';

const { entries: video } = VideoSettingsSchema;

export const AgentConfigSchema = v.strictObject(
  {
    cameraId: v.pipe(
      cameraIdSetting,
      v.description('Name of this camera on MQTT, the same as in the gateway'),
    ),
    mqtt: group({
      url: setting(brokerUrlSetting, 'mqtt://127.0.0.1:1883', 'Broker; mqtts:// or wss:// for TLS'),
      topicPrefix: setting(
        topicSetting,
        'cameras',
        'First levels of every topic, the same as in the gateway',
      ),
      controlTopic: nullable(
        topicSetting,
        'Listens here instead of {prefix}/{cameraId}/control; may contain {cameraId}',
      ),
      clientId: nullable(text, 'MQTT client id, to be unique at the broker; null: the camera id'),
      username: nullable(text, 'User name at the broker'),
      password: nullable(text, 'Password at the broker'),
      caFile: nullable(text, 'PEM file of the authority that signed the certificate of the broker'),
      certFile: nullable(text, 'PEM file of the certificate of this camera'),
      keyFile: nullable(text, 'PEM file of its private key'),
      alpn: nullable(text, 'ALPN protocol, such as x-amzn-mqtt-ca for AWS IoT Core on port 443'),
      retainStatus: setting(flag, true, 'false for brokers that refuse retained messages'),
    }),
    capture: captureSettings,
    video: group({
      width: setting(video.width, 640, 'Picture width in pixels, where START does not say'),
      height: setting(video.height, 480, 'Picture height in pixels, where START does not say'),
      framesPerSecond: setting(video.framesPerSecond, 30, 'Pictures a second, where START does not say'),
      bitsPerSecond: setting(video.bitsPerSecond, 2_000_000, 'Video bit rate, where START does not say'),
      keyframeIntervalMs: setting(
        durationMs(100, 60_000),
        1000,
        'Time between keyframes, where START does not say',
      ),
    }),
    lease: group({
      defaultMs: setting(
        durationMs(1000, 3_600_000),
        30_000,
        'Lease of a START that names its run but no leaseMs',
      ),
      maxMs: setting(
        durationMs(1000, 86_400_000),
        600_000,
        'Longest time to stream without another START; what a START without runId gets, as older systems send it',
      ),
    }),
    output: group({
      url: nullable(
        StreamOutputSchema.entries.url,
        'Where to push when START does not say: an srt:// or udp:// URL',
      ),
    }),
    ffmpegPath: setting(text, 'ffmpeg', 'ffmpeg program'),
    logLevel: setting(
      v.picklist(['error', 'warn', 'info', 'debug'], 'must be "error", "warn", "info" or "debug"'),
      'info',
      'Least important log entries that the program writes',
    ),
  },
  'must be a JSON object',
);

/** What may be given: only `cameraId` must. */
export type AgentOptions = v.InferInput<typeof AgentConfigSchema>;
/** The same with every default filled in. */
export type AgentConfig = v.InferOutput<typeof AgentConfigSchema>;

/** One line a setting, for `--help`, the environment and the README. */
export type SettingEntry = {
  path: readonly string[];
  description: string;
  defaultValue: unknown;
  /** `text` is taken as it stands from the environment and the command line; the rest is read as JSON. */
  kind: 'text' | 'json';
};

/** Every setting in the order of the schema. */
export function listSettings(): SettingEntry[] {
  return listEntries(AgentConfigSchema.entries, []);
}

function listEntries(entries: Record<string, unknown>, base: readonly string[]): SettingEntry[] {
  return Object.entries(entries).flatMap(([key, schema]) => {
    const path = [...base, key];
    const { wrapped = schema, default: defaultValue } = schema as { wrapped?: unknown; default?: unknown };
    const inner = (wrapped as { entries?: Record<string, unknown> }).entries;
    if (inner) return listEntries(inner, path);
    const description = v.getDescription(wrapped as v.GenericSchema) ?? '';
    return [{ path, description, defaultValue, kind: kindOf(wrapped) }];
  });
}

function kindOf(schema: unknown): SettingEntry['kind'] {
  const { type, wrapped, pipe } = schema as { type: string; wrapped?: unknown; pipe?: unknown[] };
  if (wrapped !== undefined) return kindOf(wrapped);
  const first = pipe?.[0];
  if (first !== undefined && first !== schema) return kindOf(first);
  return type === 'string' || type === 'picklist' ? 'text' : 'json';
}
