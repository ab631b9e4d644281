/**
 * Every setting of the gateway, once: its type, its default and what it does. The file, the environment, the flags, the
 * SDK argument, `--help` and the table in the docs are all read from here.
 */
import { isControlTopicPerCamera, transports, VideoSettingsSchema } from '@rpi-live-camera/protocol';
import * as v from 'valibot';
import { LimitsSchema } from './limit-settings.js';
import { CameraRecordingSchema, RecordingSchema } from './recording-settings.js';
import { group, nullable, setting } from './setting.js';
import {
  brokerPassword,
  cameraId,
  durationMs,
  flag,
  frameAncestor,
  httpUrl,
  integer,
  mqttUrl,
  origin,
  port,
  portRange,
  proxyRange,
  text,
  topic,
} from './setting-types.js';
import { CameraTimeShiftSchema, TimeShiftSchema, timeShiftOf } from './time-shift-settings.js';

const { entries: video } = VideoSettingsSchema;

const CameraVideoSchema = group({
  width: setting(video.width, 640, 'Picture width in pixels'),
  height: setting(video.height, 480, 'Picture height in pixels'),
  framesPerSecond: setting(video.framesPerSecond, 30, 'Frame rate'),
  bitsPerSecond: setting(video.bitsPerSecond, 2_000_000, 'Video bit rate'),
  keyframeIntervalMs: setting(
    durationMs({ min: 100, max: 60_000 }),
    1000,
    'Time between keyframes: shorter joins and heals faster, longer saves bits',
  ),
});

const CameraIngestSchema = group({
  protocol: v.optional(
    v.pipe(
      v.picklist(['srt', 'udp'], 'must be "srt" or "udp"'),
      v.description('Overrides `ingest.protocol`'),
    ),
  ),
  port: nullable(port, 'Fixed port to receive this camera at, for cameras that cannot be told one'),
  source: nullable(text, 'UDP only: the one address to accept; null: the first sender of the run'),
});

export const CameraConfigSchema = v.strictObject({
  id: v.pipe(cameraId, v.description('Name on MQTT and in URLs')),
  name: v.optional(v.pipe(text, v.description('Name for people; default: the id'))),
  lease: v.optional(
    v.pipe(
      flag,
      v.description('false: the camera knows `action` alone, so START is sent once a run and never renewed'),
    ),
  ),
  ingest: CameraIngestSchema,
  video: CameraVideoSchema,
  recording: CameraRecordingSchema,
  timeShift: CameraTimeShiftSchema,
});

export const ConfigSchema = v.strictObject({
  host: setting(text, '0.0.0.0', 'Address to listen on'),
  port: setting(port, 8080, 'Port to listen on'),
  publicUrl: nullable(
    httpUrl,
    'URL that viewers reach the gateway at, where it differs (makes source URLs absolute)',
  ),
  trustedProxies: setting(
    v.array(proxyRange, 'must be a list of addresses, such as ["127.0.0.1", "10.0.0.0/8"]'),
    [],
    'Addresses and ranges of reverse proxies whose X-Forwarded-For is believed',
  ),
  tls: group({
    certFile: nullable(text, 'PEM file of the certificate chain'),
    keyFile: nullable(text, 'PEM file of its private key'),
  }),
  mqtt: group({
    url: setting(mqttUrl, 'mqtt://127.0.0.1:1883', 'Broker: mqtt://, mqtts://, ws:// or wss://'),
    topicPrefix: setting(topic, 'cameras', 'First levels of every topic'),
    controlTopic: nullable(
      topic,
      'Control topic: a template with {cameraId}, or a fixed topic for one camera',
    ),
    clientId: nullable(text, 'MQTT client id; default: a random one'),
    username: nullable(text, 'User name at the broker'),
    password: nullable(text, 'Password at the broker'),
    caFile: nullable(text, 'PEM file of the authority that signed the certificate of the broker'),
    certFile: nullable(text, 'PEM file of the client certificate (AWS IoT Core)'),
    keyFile: nullable(text, 'PEM file of its private key'),
    alpn: nullable(text, 'ALPN protocol, such as x-amzn-mqtt-ca for AWS IoT Core on port 443'),
  }),
  broker: group({
    enabled: setting(flag, false, 'Run an MQTT broker inside the gateway'),
    host: setting(text, '127.0.0.1', 'Address the embedded broker listens on'),
    port: setting(port, 1883, 'Port the embedded broker listens on'),
    passwords: setting(
      v.record(cameraId, brokerPassword),
      {},
      'A password for each camera, by its id, which is its user name; needed where others than this machine reach the broker',
    ),
  }),
  ingest: group({
    protocol: setting(
      v.picklist(['srt', 'udp'], 'must be "srt" or "udp"'),
      'srt',
      'How cameras push: srt or udp',
    ),
    publicHost: setting(text, '127.0.0.1', 'Host name or address that cameras reach this gateway at'),
    bindHost: setting(text, '0.0.0.0', 'Address to receive cameras at'),
    ports: setting(portRange, '20000-20019', 'UDP ports for cameras, one for each that streams'),
    srtLatencyMs: setting(
      durationMs({ min: 20, max: 8000 }),
      120,
      'Time SRT has to repair losses: 3 to 4 round trips; it adds to the delay',
    ),
    timeoutMs: setting(
      durationMs({ min: 200, max: 60_000 }),
      3000,
      'A camera silent for this long is started anew',
    ),
  }),
  cameras: v.pipe(
    v.array(CameraConfigSchema, 'must be a list of cameras, such as [{ "id": "front-door" }]'),
    v.minLength(1, 'must name at least one camera, such as [{ "id": "front-door" }]'),
    v.description('The cameras; each needs only an id'),
  ),
  hls: group({
    segmentMs: setting(
      durationMs({ min: 500, max: 10_000 }),
      1000,
      'Shortest segment; cut at the next keyframe',
    ),
    partMs: setting(
      durationMs({ min: 50, max: 2000 }),
      200,
      'Longest part: shorter is less delay and more requests',
    ),
    windowMs: setting(
      durationMs({ min: 6000, max: 600_000 }),
      12_000,
      'How much video is listed and kept in memory for live playback',
    ),
  }),
  transports: setting(
    v.pipe(
      v.array(v.picklist(transports, `must be among ${transports.join(', ')}`)),
      v.minLength(1, `must name at least one of ${transports.join(', ')}`),
    ),
    [...transports],
    'Ways to watch, in the order in which players should try them',
  ),
  webrtc: group({
    iceServers: setting(v.array(v.looseObject({})), [], 'STUN and TURN servers, as RTCIceServer objects'),
    publicHost: nullable(text, 'Address that viewers reach the gateway at over UDP'),
    udpPort: nullable(port, 'One UDP port for all viewers'),
  }),
  sessions: group({
    keepAliveMs: setting(
      durationMs({ min: 200 }),
      10_000,
      'How often a viewer says it is there; it is gone after twice that',
    ),
    graceMs: setting(durationMs(), 5000, 'How long the camera goes on after the last viewer left'),
    startTimeoutMs: setting(
      durationMs({ min: 500 }),
      10_000,
      'How long a viewer waits for the camera to start',
    ),
    leaseMs: setting(
      durationMs({ min: 1000 }),
      30_000,
      'A camera that hears nothing for this long stops by itself',
    ),
    maxPerCamera: setting(integer(1, 1_000_000), 1000, 'Viewers one camera may have'),
    maxPerAddress: setting(
      integer(1, 1_000_000),
      10_000,
      'Viewers one address may have, on all cameras (IPv6: one /64)',
    ),
    maxPerToken: setting(integer(1, 1_000_000), 1000, 'Viewers one token may have, on all cameras'),
  }),
  limits: LimitsSchema,
  recording: RecordingSchema,
  timeShift: TimeShiftSchema,
  auth: group({
    mode: setting(
      v.picklist(['none', 'jwt'], 'must be "none" or "jwt"'),
      'none',
      'Who may watch: everybody, or who has a token',
    ),
    secret: nullable(text, 'Secret of at least 32 bytes that tokens are signed with (HS256)'),
    previousSecrets: setting(
      v.array(text),
      [],
      'Secrets of before, whose tokens live out their time while `auth.secret` is changed',
    ),
    jwks: nullable(
      text,
      'File or URL of the public keys that tokens are signed with (JWK set; RS256, PS256, ES256, ES384, EdDSA)',
    ),
    audience: nullable(text, 'Audience a token must name'),
    publicCameras: setting(v.array(cameraId), [], 'Cameras that anybody may watch'),
  }),
  cors: group({
    origins: setting(v.array(origin), ['*'], 'Origins whose pages may use the gateway; "*" is any'),
  }),
  embed: group({
    frameAncestors: nullable(
      v.array(frameAncestor, 'must be a list of origins, such as ["https://site.example"]'),
      'Sites that may show /embed/… in a frame; null: those of `cors.origins`; []: only the gateway’s own',
    ),
  }),
  compat: group({
    cameraId: nullable(cameraId, 'Camera behind the endpoints of older systems'),
    public: setting(flag, false, 'Whether those endpoints need no token'),
  }),
});

/** Settings as people write them: everything but `cameras` may be left out. */
export type ConfigInput = v.InferInput<typeof ConfigSchema>;
/** Settings with every default filled in. */
export type Config = v.InferOutput<typeof ConfigSchema>;

/** A camera's settings with what it inherits from the rest of the configuration. */
export type CameraConfig = ReturnType<typeof cameraConfigs>[number];

/** Resolves what a camera leaves to the general settings: its name, its lease, how it pushes. */
export function cameraConfigs(config: Config) {
  const isLeaseKnown = isControlTopicPerCamera(config.mqtt.controlTopic);
  return config.cameras.map((camera) => ({
    id: camera.id,
    name: camera.name ?? camera.id,
    lease: camera.lease ?? isLeaseKnown,
    video: camera.video,
    recordingMode: camera.recording.mode ?? config.recording.mode,
    timeShiftMs: timeShiftOf(config, camera),
    ingest: { ...camera.ingest, protocol: camera.ingest.protocol ?? config.ingest.protocol },
  }));
}
