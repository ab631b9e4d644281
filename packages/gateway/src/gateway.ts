/** The composition root: makes every part of a gateway and joins them. Nothing here decides anything. */
import { cameraTopics } from '@rpi-live-camera/protocol';
import type { Hono } from 'hono';
import { type AppDeps, createApp, type GatewayHttp } from './app.js';
import { createGatewayAccess } from './auth/gateway-access.js';
import { type EmbeddedBroker, startEmbeddedBroker } from './broker/embedded-broker.js';
import { SteadyClock } from './clock/steady-clock.js';
import { parseConfig } from './config/parse.js';
import { type Config, type ConfigInput, cameraConfigs } from './config/schema.js';
import { secretValues } from './config/secret-values.js';
import { CameraControl } from './control/camera-control.js';
import { CameraRegistry } from './control/camera-registry.js';
import { DeadRuns } from './control/dead-runs.js';
import { MqttLink } from './control/mqtt-link.js';
import { createRunNames } from './control/run-names.js';
import { planSubscriptions } from './control/subscription-plan.js';
import { createCapabilityCheck } from './ffmpeg/capabilities.js';
import type { AppEnv } from './http/app-env.js';
import { PortPool } from './ingest/port-pool.js';
import { createLimits } from './limits/gateway-limits.js';
import { type Logger, silentLogger } from './log/logger.js';
import { createQuietLogger } from './log/quiet-logger.js';
import { withoutSecrets } from './log/without-secrets.js';
import { type Keyframe, makeOnePicture } from './pictures/one-picture.js';
import { Snapshots } from './pictures/snapshots.js';
import { checkReadiness } from './readiness.js';
import { assembleRecordings } from './recording-assembly.js';
import { createGatewayReports } from './reports/gateway-reports.js';
import type { ReadinessCheck } from './routes/health.js';
import { CameraDirectory } from './sessions/camera-directory.js';
import { SessionTable } from './sessions/session-table.js';
import { StreamHub } from './sessions/stream-hub.js';
import { assembleStream } from './stream-assembly.js';
import { createInstalledPeers } from './webrtc/peers.js';

/** Settings of a gateway; only `cameras` must be given. */
export type GatewayOptions = ConfigInput;

/** What a gateway is given besides its settings. */
export type GatewayDeps = {
  /** @default silent */
  logger?: Logger;
  /** The ffmpeg to run. @default `FFMPEG_PATH` is read by the program; else `ffmpeg` from the PATH */
  ffmpegPath?: string;
  /** Of the server under the app; the exported one fits `serveGateway`. @default none: WebSockets are refused */
  upgradeWebSocket?: AppDeps['upgradeWebSocket'];
};

/** A Hono app to serve or to mount anywhere, with the life of everything behind it. */
export type Gateway = Hono<AppEnv> & {
  /** The settings in force, defaults filled in. */
  readonly config: Config;
  /** The broker in use: the embedded one where it is enabled (known after `start()`), else `mqtt.url`. */
  mqttUrl(): string;
  /** Answers HLS in front of the app, for less; `serveGateway` asks it where the gateway is not mounted in another app. */
  readonly listenForFiles: GatewayHttp['listenForFiles'];
  /** What `/readyz` answers. */
  checkReadiness(): Promise<ReadinessCheck[]>;
  /**
   * Starts the embedded broker, if it is enabled, and begins to connect to the broker; does not wait for the latter.
   *
   * @throws GatewayError `broker_unavailable` when the port of the embedded broker is taken
   */
  start(): Promise<void>;
  /** STOP to every camera that runs, every process and socket gone when it resolves. Idempotent. */
  close(): Promise<void>;
};

/**
 * Makes a gateway. Nothing runs before `start()`.
 *
 * @throws ConfigError naming every wrong or unknown setting
 * @example
 * const gateway = createGateway({ cameras: [{ id: 'front-door' }] });
 * await gateway.start();
 * app.route('/cameras', gateway);
 */
export function createGateway(options: GatewayOptions, deps: GatewayDeps = {}): Gateway {
  const config = parseConfig(options);
  const quiet = createQuietLogger({ logger: deps.logger ?? silentLogger });
  const logger = withoutSecrets(quiet, secretValues(config));
  const auditLogger = withoutSecrets(deps.logger ?? silentLogger, secretValues(config));
  const cameras = cameraConfigs(config);
  const limits = createLimits(config, deps.ffmpegPath);
  const { topicPrefix, controlTopic } = config.mqtt;
  const cameraIds = cameras.map((camera) => camera.id);
  const topicsOf = (cameraId: string) => cameraTopics(topicPrefix, cameraId, controlTopic);
  const ports = new PortPool(config.ingest.ports);
  const checkFfmpeg = createCapabilityCheck(limits.ffmpeg.ingest);
  const clock = new SteadyClock();
  const decode = (keyframe: Keyframe) => makeOnePicture({ ...limits.ffmpeg.pictures, logger }, keyframe);
  const snapshots = new Snapshots({
    decode,
    ...config.pictures,
    recall: (cameraId) => recordings.findLastPicture(cameraId),
    nowMs: clock.nowMs,
  });

  const registry = new CameraRegistry({
    cameraIds,
    topicPrefix,
    logger,
    onReply: (cameraId, reply) => {
      const refusal = controls.get(cameraId)?.onReply(reply);
      if (refusal) hub.get(cameraId)?.onCameraRefused(refusal.runId, refusal.message);
    },
    onStatus: (cameraId, status) => {
      deadRuns.onStatus(cameraId, status);
      hub.get(cameraId)?.onCameraStatus(status);
    },
    onIdle: (cameraId) => hub.get(cameraId)?.onCameraIdle(),
    onOffline: (cameraId) => hub.get(cameraId)?.onCameraOffline(),
  });
  const link = new MqttLink({
    subscriptions: planSubscriptions(topicPrefix, cameraIds),
    settings: config.mqtt,
    logger,
    onMessage: (topic, payload) => registry.receive(topic, payload),
    onUp: () => {
      registry.onLinkUp();
      deadRuns.onLinkUp();
      for (const control of controls.values()) void control.onLinkUp();
      for (const stream of hub.all()) stream.onLinkUp();
    },
  });
  const { leaseMs } = config.sessions;
  const controls = new Map(
    cameras.map((camera) => {
      const controlTopic = topicsOf(camera.id).control;
      const deps = { camera, controlTopic, link, leaseMs, logger, nowMs: clock.nowMs };
      return [camera.id, new CameraControl(deps)] as const;
    }),
  );
  const hub = new StreamHub({
    createStream: (cameraId, previous, onEnded) => {
      // Nobody compares with a time of before.
      if (hub.all().length === 0) clock.adopt();
      return assembleStream({
        camera: directory.get(cameraId),
        control: controls.get(cameraId)!,
        names,
        clock,
        config,
        limits,
        ports,
        checkFfmpeg,
        snapshots,
        reports: reports.ofCamera(cameraId),
        timeShift: recordings.timeShiftOf(cameraId),
        previous,
        onEnded: (stream) => {
          onEnded();
          sessions.closeAllOf(stream);
        },
      });
    },
  });
  const names = createRunNames(config);
  const deadRuns = new DeadRuns({ cameras, controls, names, hub, logger });
  const { metrics, ...reports } = createGatewayReports({
    cameraIds,
    cameras: () => directory.measureAll(),
    sessions: () => sessions.all(),
    recordings: () => recordings.measure(),
    link,
    peerCount: () => peers?.connectionCount ?? 0,
    ffmpegs: limits.ffmpeg.running,
    logger,
  });
  const sessions = new SessionTable({
    hub,
    ...config.sessions,
    quota: limits.viewers,
    nowMs: clock.nowMs,
    ...reports.ofSessions,
  });
  const directory = new CameraDirectory({
    cameras,
    registry,
    hub,
    link,
    limits,
    isHeldByRecorder: (cameraId) => recordings.recorderOf(cameraId).holdsStream,
  });

  const recordings = assembleRecordings({ config, cameras, hub, directory, clock, decode, logger });

  const check = () => checkReadiness({ cameras, checkFfmpeg, link });
  const peers = config.transports.includes('webrtc')
    ? createInstalledPeers({ settings: config.webrtc, logger })
    : undefined;
  const { app, listenForFiles } = createApp({
    config,
    ...createGatewayAccess(config, logger),
    directory,
    sessions,
    limits,
    metrics,
    recordings,
    snapshots,
    peers,
    checkReadiness: check,
    isClosing: () => closing !== undefined,
    upgradeWebSocket: deps.upgradeWebSocket,
    logger,
    auditLogger,
  });

  let broker: EmbeddedBroker | undefined;
  let starting: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  async function start(): Promise<void> {
    if (config.broker.enabled)
      broker = await startEmbeddedBroker({ settings: config.broker, cameraIds, topicsOf, logger });
    link.start(broker?.url ?? config.mqtt.url, broker?.credentials);
    metrics.start();
    recordings.start();
  }

  async function close(): Promise<void> {
    await starting?.catch(() => {});
    metrics.close();
    const recorded = recordings.close();
    await hub.close();
    await recorded;
    sessions.closeAll();
    await peers?.close();
    registry.close();
    await link.close();
    await broker?.close();
    quiet.close();
  }

  return Object.assign(app, {
    config,
    listenForFiles,
    mqttUrl: () => broker?.url ?? config.mqtt.url,
    checkReadiness: check,
    start: () => {
      starting ??= start();
      return starting;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  });
}
