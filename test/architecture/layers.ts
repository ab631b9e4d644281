/**
 * What may import what: between packages, and between the folders of a package. Read by the architecture test, which
 * holds the code to it and draws it in `docs/architecture.md`. In each table a line may import only from lines above it,
 * so nothing can go in circles; a new import across folders is a change of this file.
 */
import { agent } from './agent-layers.js';
import type { LayerTable } from './layer-table.js';
import { player } from './player-layers.js';

export const maxLines = 250;

/** Packages of this repository that each may import. `player` takes only types and `protocol/http`: no validator in a browser. */
export const allowedPackages: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  agent: ['protocol'],
  gateway: ['protocol'],
  player: ['protocol'],
  demo: ['gateway', 'player'],
  test: ['protocol', 'agent', 'gateway', 'player'],
};

const gateway: LayerTable = {
  client: { owns: 'a client of the HTTP API, for programs and pages; an entry of its own', imports: [] },
  config: { owns: 'every setting: schema, file, environment, sentences about wrong ones', imports: [] },
  errors: { owns: 'the error class, and how an error becomes an RFC 9457 problem', imports: [] },
  log: { owns: 'the logger seam, and the one place where secrets are cut out', imports: [] },
  auth: {
    owns: 'who may do what: tokens and their keys, the policy of each route, revocations',
    imports: ['config', 'errors', 'log'],
  },
  clock: { owns: 'the time of day as media and sessions know it', imports: [] },
  metrics: { owns: 'what is counted for Prometheus', imports: [] },
  'program-version': { owns: 'the version of the package', imports: [] },
  ffmpeg: {
    owns: 'command lines, one process with one reason to end, what the installed one can do',
    imports: ['log'],
  },
  limits: {
    owns: 'who may ask for how much: client addresses, request rates, viewers, starts, ffmpegs',
    imports: ['config', 'errors', 'ffmpeg'],
  },
  codec: { owns: 'H.264 and AAC syntax: NAL units, parameter sets, slice and ADTS headers', imports: [] },
  mpegts: { owns: 'transport stream → access units; keeps back what cannot be decoded', imports: ['codec'] },
  ingest: {
    owns: 'where a run’s bytes arrive: SRT or UDP, its port and passphrase',
    imports: ['errors', 'ffmpeg', 'log', 'mpegts'],
  },
  packager: {
    owns: 'access units → CMAF init segments, fragments, parts, segments',
    imports: ['log', 'mpegts'],
  },
  store: {
    owns: 'the stream: a bounded ring in memory, what storage has of it, and those who wait for it',
    imports: ['errors', 'limits', 'log', 'mpegts', 'packager'],
  },
  pictures: {
    owns: 'the stream as moving JPEG pictures, while somebody looks',
    imports: ['errors', 'ffmpeg', 'log', 'packager', 'store'],
  },
  storage: { owns: 'where recordings lie: the seam, and a local folder behind it', imports: [] },
  playlist: {
    owns: 'the Low-Latency HLS playlist and its blocking reload',
    imports: ['errors', 'mpegts', 'store'],
  },
  recording: {
    owns: 'what is kept of streams: recordings, and the past of live ones',
    imports: [
      'auth',
      'config',
      'errors',
      'limits',
      'log',
      'mpegts',
      'packager',
      'pictures',
      'playlist',
      'storage',
      'store',
    ],
  },
  webrtc: {
    owns: 'one peer connection a viewer: H.264 passed through, from the newest keyframe on',
    imports: ['errors', 'log', 'store'],
  },
  broker: { owns: 'the embedded MQTT broker', imports: ['config', 'errors', 'limits', 'log'] },
  control: {
    owns: 'the MQTT link; what is said to cameras, what is known of them',
    imports: ['config', 'errors', 'log'],
  },
  lease: {
    owns: 'a camera’s runs: start, renew, replace, stop',
    imports: ['control', 'errors', 'ingest', 'log', 'mpegts', 'store'],
  },
  sessions: {
    owns: 'who watches: sessions, grants, the stream they share, grace',
    imports: ['auth', 'config', 'control', 'errors', 'lease', 'limits', 'log', 'pictures', 'store'],
  },
  reports: {
    owns: 'what sessions, streams and runs tell the log and the metrics',
    imports: ['errors', 'lease', 'log', 'metrics', 'sessions', 'store'],
  },
  http: {
    owns: 'what all routes need: the guard before them, problems, event streams, the mount prefix',
    imports: ['auth', 'errors', 'limits', 'log'],
  },
  hls: {
    owns: 'the files of a stream: what is answered when, as routes and in front of them',
    imports: ['errors', 'http', 'playlist', 'store'],
  },
  openapi: { owns: 'the description of the API', imports: [] },
  routes: {
    owns: 'one file per resource of the HTTP API',
    imports: [
      'auth',
      'errors',
      'hls',
      'http',
      'limits',
      'log',
      'openapi',
      'pictures',
      'program-version',
      'recording',
      'sessions',
      'store',
      'webrtc',
    ],
  },
  'recording-assembly': {
    owns: 'recordings, made of their parts',
    imports: ['clock', 'config', 'log', 'metrics', 'pictures', 'recording', 'sessions', 'storage'],
  },
  app: {
    owns: 'the Hono app: all routes and what surrounds them',
    imports: [
      'auth',
      'config',
      'errors',
      'hls',
      'http',
      'limits',
      'log',
      'metrics',
      'pictures',
      'recording-assembly',
      'routes',
      'sessions',
      'webrtc',
    ],
  },
  readiness: {
    owns: 'whether a camera could be started now',
    imports: ['config', 'control', 'ffmpeg', 'routes'],
  },
  'stream-assembly': {
    owns: 'the stream of one camera, made of its parts',
    imports: [
      'clock',
      'config',
      'control',
      'ffmpeg',
      'ingest',
      'lease',
      'limits',
      'pictures',
      'reports',
      'sessions',
      'store',
    ],
  },
  gateway: {
    owns: 'the composition root, `createGateway()`',
    imports: [
      'app',
      'auth',
      'broker',
      'clock',
      'config',
      'control',
      'ffmpeg',
      'http',
      'ingest',
      'limits',
      'log',
      'pictures',
      'readiness',
      'recording-assembly',
      'reports',
      'routes',
      'sessions',
      'stream-assembly',
      'webrtc',
    ],
  },
  tls: { owns: 'the certificate files, read anew when they were renewed', imports: ['config', 'log'] },
  server: {
    owns: 'listening on a port, with or without TLS',
    imports: ['hls', 'http', 'limits', 'log', 'tls'],
  },
  mount: { owns: 'a gateway inside a Node server of somebody else', imports: ['gateway', 'hls', 'http'] },
  simulate: { owns: 'the agent’s program as a child process', imports: ['errors', 'ffmpeg', 'log'] },
  index: {
    owns: 'the SDK',
    imports: ['auth', 'config', 'errors', 'gateway', 'log', 'mount', 'server', 'simulate'],
  },
  cli: {
    owns: 'the program',
    imports: ['config', 'errors', 'gateway', 'log', 'program-version', 'server', 'simulate'],
  },
};

export const layersOf: Readonly<Record<string, LayerTable>> = { gateway, agent, player };
