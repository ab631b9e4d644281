/** Settings as people, scripts and accidents write them: as an object, in a file, in the environment, as flags. */
import fc from 'fast-check';
import { anyText, type NastyJson, nastyJson } from '../nasty-json.js';

export type ConfigInput =
  | { kind: 'object'; of: Program; json: NastyJson }
  | { kind: 'file'; of: Program; json: NastyJson }
  | { kind: 'environment'; of: Program; variables: [name: string, value: string][] }
  | { kind: 'flags'; of: Program; words: string[] };

export type Program = 'gateway' | 'agent';

/** In every place where a secret may stand; no sentence about wrong settings may repeat it. */
export const secret = 'hunter2-hunter2-hunter2-hunter2-hunter2';

const gatewaySettings = fc.constantFrom<unknown>(
  { cameras: [{ id: 'door' }] },
  // Small ones, so that a change often hits a setting whose value is text.
  { cameras: [{ id: 'door', name: 'Door' }], cors: { origins: ['https://site.example'] } },
  { cameras: [{ id: 'door' }], auth: { mode: 'jwt', secret, audience: 'a', previousSecrets: [secret] } },
  { cameras: [{ id: 'door' }], broker: { enabled: true, host: '0.0.0.0', passwords: { door: secret } } },
  { cameras: [{ id: 'door' }], trustedProxies: ['10.0.0.0/8'], limits: { requestsPerMinute: 60 } },
  { cameras: [{ id: 'door' }], publicUrl: 'https://cameras.example', embed: { frameAncestors: ['*'] } },
  { cameras: [{ id: 'door' }], mqtt: { url: 'mqtt://broker.example', topicPrefix: 'a', controlTopic: 'b' } },
  { cameras: [{ id: 'door' }], webrtc: { iceServers: [{ urls: 'stun:a' }] }, compat: { cameraId: 'door' } },
  {
    host: '127.0.0.1',
    port: 8080,
    publicUrl: 'https://cameras.example/live',
    trustedProxies: ['10.0.0.1'],
    mqtt: {
      url: `mqtts://user:${secret}@broker.example:8883`,
      topicPrefix: 'site/cameras',
      controlTopic: 'site/{cameraId}/commands',
      clientId: 'gateway',
      username: 'user',
      password: secret,
      caFile: '/etc/ca.pem',
      alpn: 'mqtt',
    },
    broker: { enabled: false, host: '127.0.0.1', port: 1883 },
    ingest: { protocol: 'srt', ports: '20000-20019', srtLatencyMs: '120ms', timeoutMs: '3s' },
    cameras: [
      {
        id: 'front-door',
        name: 'Front door',
        lease: true,
        ingest: { protocol: 'udp', port: 1234, source: '10.0.0.7' },
        video: { width: 640, height: 480, framesPerSecond: 30, bitsPerSecond: 2e6, keyframeIntervalMs: 1000 },
      },
      { id: 'yard' },
    ],
    hls: { segmentMs: 1000, partMs: 200, windowMs: 12_000 },
    transports: ['hls', 'fmp4', 'mjpeg'],
    webrtc: { iceServers: [{ urls: 'stun:stun.example', username: 'u', credential: secret }], udpPort: 5000 },
    sessions: { keepAliveMs: 10_000, graceMs: '5s', startTimeoutMs: 10_000, leaseMs: 30_000 },
    auth: { mode: 'none', publicCameras: ['yard'] },
    cors: { origins: ['https://site.example'] },
    embed: { frameAncestors: ['https://*.site.example'] },
    compat: { cameraId: 'yard', public: true },
  },
);
const agentSettings = fc.constantFrom<unknown>(
  { cameraId: 'door' },
  {
    cameraId: 'front-door',
    mqtt: { url: `mqtts://broker.example`, username: 'user', password: secret, retainStatus: false },
    capture: { type: 'rtsp', url: `rtsp://user:${secret}@10.0.0.8/1` },
    video: { width: 640, framesPerSecond: 15 },
    lease: { defaultMs: '30s', maxMs: 600_000 },
    output: { url: 'udp://10.0.0.9:1234' },
    logLevel: 'debug',
  },
);
const program = fc.constantFrom<Program>('gateway', 'agent');
const json = (of: Program) => nastyJson(of === 'gateway' ? gatewaySettings : agentSettings);
const ofEither = <Kind extends 'object' | 'file'>(kind: Kind) =>
  program.chain((of) => json(of).map((one) => ({ kind, of, json: one })));

const variableName = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'RPI_LIVE_CAMERA_PORT',
      'RPI_LIVE_CAMERA_CAMERAS',
      'RPI_LIVE_CAMERA_MQTT_URL',
      'RPI_LIVE_CAMERA_MQTT_PASSWORD',
      'RPI_LIVE_CAMERA_SESSIONS_KEEP_ALIVE_MS',
      'RPI_LIVE_CAMERA_CORS_ORIGINS',
      'RPI_LIVE_CAMERA_WEBRTC_ICE_SERVERS',
      'RPI_LIVE_CAMERA_MQTT',
      'RPI_LIVE_CAMERA___PROTO__',
      'RPI_LIVE_CAMERA_AGENT_CAMERA_ID',
      'RPI_LIVE_CAMERA_AGENT_MQTT_URL',
      'RPI_LIVE_CAMERA_AGENT_CAPTURE_TYPE',
      'RPI_LIVE_CAMERA_AGENT_LEASE_MAX_MS',
      'RPI_LIVE_CAMERA_AGENT_',
    ),
  },
  { weight: 1, arbitrary: anyText.map((text) => `RPI_LIVE_CAMERA_${text}`) },
);
const variableValue = fc.oneof(
  fc.constantFrom(
    '',
    '8080',
    '-1',
    'null',
    '[{"id":"door"}]',
    '[{"id":"a"},{"id":"a"}]',
    '{"__proto__":{"polluted":1}}',
    '["*"]',
    '["http://a\\nb"]',
    '1e999',
    secret,
  ),
  anyText,
  fc.constantFrom(100, 30_000).map((length) => '['.repeat(length)),
);
const word = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '--config',
      '--port',
      '--port=1',
      '--port=1e9',
      '--mqtt-url',
      '--simulate',
      '--simulate=no',
      '--log-level=loud',
      '--print-config',
      '--help',
      '-h',
      '-hv',
      '--',
      '-',
      '--__proto__',
      '--constructor=1',
      '--no-simulate',
    ),
  },
  { weight: 1, arbitrary: anyText },
);

export const configInputs: fc.Arbitrary<ConfigInput> = fc.oneof(
  { weight: 4, arbitrary: ofEither('object') },
  { weight: 4, arbitrary: ofEither('file') },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('environment' as const),
      of: program,
      variables: fc.array(fc.tuple(variableName, variableValue), { maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('flags' as const),
      of: program,
      words: fc.array(word, { maxLength: 6 }),
    }),
  },
);
