/** Runs the gateway as a program until it is told to end. */
import { upgradeWebSocket } from '@hono/node-server';
import { loadConfig } from '../config/load.js';
import { ffmpegPathFromEnvironment } from '../config/program-environment.js';
import { createGateway, type Gateway } from '../gateway.js';
import type { Logger } from '../log/logger.js';
import { createPinoLogger } from '../log/pino-logger.js';
import { type GatewayServer, serveGateway } from '../server.js';
import { type SimulatedCamera, startSimulatedCamera } from '../simulate/simulated-camera.js';
import { simulationSettings } from '../simulate/simulation-settings.js';
import type { Flags } from './flags.js';

/** A camera or a viewer that holds on must not keep the program (contract: gone within 5 s). */
const closeTimeoutMs = 4000;

/** @returns the exit code */
export async function serve(flags: Flags): Promise<number> {
  const logger = createPinoLogger(flags.logLevel);
  const ffmpegPath = ffmpegPathFromEnvironment();
  const base = flags.simulate ? await simulationSettings(ffmpegPath) : {};
  const { config } = loadConfig({ base, file: flags.configFile, flags: flags.settings });
  const gateway = createGateway(config, { logger, ffmpegPath, upgradeWebSocket });
  const told = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve);
  });
  const parts: Closable[] = [gateway];
  try {
    await gateway.start();
    const server = await serveGateway(gateway, { ...config, logger });
    parts.unshift(server);
    if (flags.simulate) parts.unshift(...simulateCameras(gateway, ffmpegPath, logger));
    await announce(gateway, server, logger);
    logger.info({ signal: await told }, 'the gateway ends');
  } finally {
    await closeAll(parts);
  }
  return 0;
}

type Closable = { close(): Promise<void> };

function simulateCameras(gateway: Gateway, ffmpegPath: string, logger: Logger): SimulatedCamera[] {
  const mqttUrl = gateway.mqttUrl();
  const { cameras, mqtt, broker } = gateway.config;
  const { topicPrefix } = mqtt;
  return cameras.map(({ id }) => {
    const mqttPassword = broker.enabled ? broker.passwords[id] : undefined;
    return startSimulatedCamera({ cameraId: id, mqttUrl, mqttPassword, topicPrefix, ffmpegPath, logger });
  });
}

async function announce(gateway: Gateway, server: GatewayServer, logger: Logger): Promise<void> {
  const { config } = gateway;
  logger.info({ url: server.url, cameras: config.cameras.map((camera) => camera.id) }, 'the gateway listens');
  const ffmpeg = (await gateway.checkReadiness()).find((check) => check.name === 'ffmpeg');
  if (ffmpeg && !ffmpeg.ok) logger.error({}, ffmpeg.detail);
  const isLoopback = /^(127\.[\d.]+|::1|localhost)$/.test(config.host);
  if (config.auth.mode === 'none' && !isLoopback) {
    logger.warn(
      { host: config.host },
      'anybody who reaches this port can watch: set auth.mode to "jwt" (docs/security.md), or host to "127.0.0.1" behind a proxy that checks',
    );
  }
}

/** All at once: the cameras' STOP must not wait for slow viewers. */
async function closeAll(parts: readonly Closable[]): Promise<void> {
  let deadline: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    deadline = setTimeout(resolve, closeTimeoutMs);
  });
  await Promise.race([Promise.allSettled(parts.map((part) => part.close())), timeout]);
  clearTimeout(deadline);
}
