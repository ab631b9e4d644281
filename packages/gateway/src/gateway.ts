/** The composition root: makes every part of a gateway and joins them. Nothing here decides anything. */
import { type CameraReply, cameraTopics } from '@rpi-live-camera/protocol';
import type { Hono } from 'hono';
import { type AppDeps, createApp, type GatewayHttp } from './app.js';
import { type EmbeddedBroker, startEmbeddedBroker } from './broker/embedded-broker.js';
import { SteadyClock } from './clock/steady-clock.js';
import { parseConfig } from './config/parse.js';
import { type CameraConfig, type Config, type ConfigInput, cameraConfigs } from './config/schema.js';
import { CameraControl } from './control/camera-control.js';
import { CameraRegistry } from './control/camera-registry.js';
import { DeadRuns } from './control/dead-runs.js';
import { MqttLink } from './control/mqtt-link.js';
import { createRunNames } from './control/run-names.js';
import { planSubscriptions } from './control/subscription-plan.js';
import { createCapabilityCheck } from './ffmpeg/capabilities.js';
import type { AppEnv } from './http/app-env.js';
import { createIngest } from './ingest/ingest.js';
import { PortPool } from './ingest/port-pool.js';
import { createRun } from './lease/run.js';
import { RunKeeper } from './lease/run-keeper.js';
import { createRunRules } from './lease/run-rules.js';
import { type Logger, silentLogger } from './log/logger.js';
import { createGatewayMetrics } from './metrics/gateway-metrics.js';
import { StreamPictures } from './pictures/stream-pictures.js';
import { checkReadiness } from './readiness.js';
import type { ReadinessCheck } from './routes/health.js';
import { CameraDirectory } from './sessions/camera-directory.js';
import { CameraStream } from './sessions/camera-stream.js';
import { SessionTable } from './sessions/session-table.js';
import { StreamHub } from './sessions/stream-hub.js';
import { LiveStream } from './store/live-stream.js';
import { createInstalledPeers } from './webrtc/peers.js';

/** Settings of a gateway; only `cameras` must be given. */
export type GatewayOptions = ConfigInput;

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
  const { logger = silentLogger, ffmpegPath = 'ffmpeg', upgradeWebSocket } = deps;
  const config = parseConfig(options);
  const cameras = cameraConfigs(config);
  const { topicPrefix, controlTopic } = config.mqtt;
  const cameraIds = cameras.map((camera) => camera.id);
  const ports = new PortPool(config.ingest.ports);
  const checkFfmpeg = createCapabilityCheck({ ffmpegPath });
  const clock = new SteadyClock();

  const registry = new CameraRegistry({
    cameraIds,
    topicPrefix,
    logger,
    onReply: (cameraId, reply) => onReply(cameraId, reply),
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
      deadRuns.onLinkUp();
      for (const control of controls.values()) void control.onLinkUp();
      for (const stream of hub.all()) stream.onLinkUp();
    },
  });
  const controls = new Map(cameras.map((camera) => [camera.id, createControl(camera)]));
  const hub = new StreamHub({ createStream });
  const names = createRunNames(config);
  const deadRuns = new DeadRuns({ cameras, controls, names, hub, logger });
  const sessions = new SessionTable({
    hub,
    keepAliveMs: config.sessions.keepAliveMs,
    maxPerCamera: config.sessions.maxPerCamera,
    nowMs: clock.nowMs,
    onSessionEnd: ({ cameraId }, reason) => logger.debug({ cameraId, reason }, 'a session ended'),
  });
  const directory = new CameraDirectory({ cameras, registry, hub, link });
  const metrics = createGatewayMetrics({
    sessionCount: () => sessions.size,
    cameras: () => directory.measureAll(),
  });

  function createControl(camera: CameraConfig): CameraControl {
    const { control } = cameraTopics(topicPrefix, camera.id, controlTopic);
    const { leaseMs } = config.sessions;
    return new CameraControl({ camera, controlTopic: control, link, leaseMs, logger, nowMs: clock.nowMs });
  }

  function onReply(cameraId: string, reply: CameraReply): void {
    const runId = controls.get(cameraId)?.runOfReply(reply);
    if (runId === undefined || reply.status === 'accepted' || reply.status === 'succeeded') return;
    const reason = reply.error ? `${reply.error.message} (${reply.error.code})` : 'it did not say why';
    hub.get(cameraId)?.onCameraRefused(runId, `The camera could not start: ${reason}`);
  }

  function createStream(cameraId: string, previous: Promise<void>, onEnded: () => void): CameraStream {
    if (hub.all().length === 0) clock.adopt();
    const camera = directory.get(cameraId);
    const wantKeyframe = (): void => {
      if (keeper.runId !== undefined) void control.forceKeyframe(keeper.runId);
    };
    const live = new LiveStream({
      hls: config.hls,
      video: camera.video,
      logger,
      now: clock.nowMs,
      onReady: () => stream.onLive(),
      onKeyframeWanted: wantKeyframe,
    });
    const stream = new CameraStream({
      cameraId,
      live,
      pictures: new StreamPictures({ feed: live.feed, ffmpegPath, checkFfmpeg, logger }),
      ...config.sessions,
      logger,
      onKeyframeWanted: wantKeyframe,
      onEnded: () => {
        onEnded();
        sessions.closeAllOf(stream);
      },
    });
    const control = controls.get(cameraId)!;
    const keeper = new RunKeeper({
      cameraId,
      rules: createRunRules({ ...config, camera }),
      nameRun: names.next,
      ports: camera.ingest.port === null ? 'pooled' : 'fixed',
      control,
      openRun: (runId, callbacks) => {
        metrics.runStarted(cameraId);
        return createRun({
          runId,
          live,
          arrivalDelayMs: camera.ingest.protocol === 'srt' ? config.ingest.srtLatencyMs : 0,
          createIngest: (sink) =>
            createIngest({ ...config.ingest, ...camera.ingest, ports, ffmpegPath, logger, ...sink }),
          onBytes: (byteCount) => metrics.bytesReceived(cameraId, byteCount),
          callbacks,
          logger,
        });
      },
      logger,
      onPhase: (phase) => stream.onPhase(phase),
      onRunEnd: (reason) => metrics.runEnded(cameraId, reason),
      onFailure: (error) => {
        metrics.startFailed(cameraId, error.code);
        stream.onFailure(error);
      },
    });
    void stream.start(keeper, previous);
    return stream;
  }

  const check = () => checkReadiness({ cameras, checkFfmpeg, link });
  const peers = config.transports.includes('webrtc')
    ? createInstalledPeers({ settings: config.webrtc, logger })
    : undefined;
  const { app, listenForFiles } = createApp({
    config,
    directory,
    sessions,
    metrics,
    peers,
    checkReadiness: check,
    upgradeWebSocket,
    logger,
  });

  let broker: EmbeddedBroker | undefined;
  let starting: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  async function start(): Promise<void> {
    if (config.broker.enabled) broker = await startEmbeddedBroker(config.broker, logger);
    link.start(broker?.url ?? config.mqtt.url);
  }

  async function close(): Promise<void> {
    await starting?.catch(() => {});
    await hub.close();
    sessions.closeAll();
    await peers?.close();
    registry.close();
    await link.close();
    await broker?.close();
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
