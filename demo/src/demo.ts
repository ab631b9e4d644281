/**
 * What `npm start` runs: the gateway with its embedded broker, a simulated camera (a child process) and the demo page.
 * It shows how a gateway is embedded: make one, put your own routes before it, start it, serve it, close it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chooseSimulatedIngest,
  createGateway,
  type Logger,
  serveGateway,
  startSimulatedCamera,
  upgradeWebSocket,
} from '@rpi-live-camera/gateway';
import { type DemoFlags, UsageError } from './flags.js';
import { createPage } from './page.js';
import { canListen, firstFreePort } from './ports.js';
import { createTroubleGateways } from './trouble-gateways.js';

const brokerHost = '127.0.0.1';
export const usualMqttPort = 1883;
/** About an hour of the simulated camera: a demo that is left running does not fill the disk. */
const maxRecordedBytes = 1_000_000_000;
/** How far viewers can go back in what is live, while somebody watches. */
const pastMs = 600_000;

export type RunningDemo = {
  cameraId: string;
  mqttUrl: string;
  mqttPort: number;
  /** What keeps the camera from pushing by SRT, if it has to push by UDP. */
  whyUdp: string | undefined;
};

export interface Demo {
  /** Resolves when the page answers. Rejects with a sentence for the person at the terminal when a port is taken. */
  start(): Promise<RunningDemo>;
  /** Ends everything in the opposite order, also in the middle of `start`. */
  close(): Promise<void>;
}

export type DemoDeps = {
  flags: DemoFlags;
  logger: Logger;
  /** @default ffmpeg, from the PATH */
  ffmpegPath?: string;
};

export function createDemo({ flags, logger, ffmpegPath = 'ffmpeg' }: DemoDeps): Demo {
  const cameraId = 'front-door';
  const opened: { close(): Promise<void> }[] = [];
  const closing = new AbortController();
  let starting: Promise<RunningDemo> | undefined;
  let closed: Promise<void> | undefined;

  async function open(): Promise<RunningDemo> {
    await insistOnPagePort(flags);
    const ingest = await chooseSimulatedIngest(ffmpegPath);
    if (!ingest.ok) throw new UsageError(ingest.message);
    const mqttPort = await chooseMqttPort(flags.mqttPort);
    const mqttUrl = `mqtt://${brokerHost}:${mqttPort}`;
    const path = await mkdtemp(join(tmpdir(), 'rpi-live-camera-demo-'));
    opened.push({ close: () => rm(path, { recursive: true, force: true }) });
    const gateway = createGateway(
      {
        host: flags.host,
        port: flags.port,
        mqtt: { url: mqttUrl },
        broker: { enabled: true, host: brokerHost, port: mqttPort },
        ingest: { protocol: ingest.protocol, bindHost: '127.0.0.1' },
        recording: { mode: 'on-demand', path, maxBytes: maxRecordedBytes },
        timeShift: { windowMs: pastMs },
        cameras: [
          { id: cameraId, name: 'Front door', video: { width: 960, height: 540 } },
          // Nobody answers for it: the page shows what that looks like.
          { id: 'shed', name: 'Shed' },
        ],
      },
      { logger, ffmpegPath, upgradeWebSocket },
    );
    opened.push(gateway);
    await gateway.start();
    closing.signal.throwIfAborted();
    opened.push(startSimulatedCamera({ cameraId, mqttUrl, logger }));
    closing.signal.throwIfAborted();
    const site = createPage()
      .route('/demo/trouble', createTroubleGateways({ gateway, signal: closing.signal }))
      .all('*', (context) => gateway.fetch(context.req.raw, context.env));
    opened.push(await serveGateway(site, { host: flags.host, port: flags.port }));
    return { cameraId, mqttUrl, mqttPort, whyUdp: ingest.protocol === 'udp' ? ingest.why : undefined };
  }

  async function closeAll(): Promise<void> {
    closing.abort();
    await starting?.catch(() => {});
    for (const part of opened.reverse()) {
      await part.close().catch((error) => logger.error({ error }, 'a part of the demo did not close'));
    }
  }

  return {
    start() {
      starting ??= open();
      return starting;
    },
    close() {
      closed ??= closeAll();
      return closed;
    },
  };
}

async function chooseMqttPort(wanted: number | undefined): Promise<number> {
  const port = wanted ?? usualMqttPort;
  if (await canListen({ host: brokerHost, port })) return port;
  if (wanted !== undefined) {
    throw new UsageError(`Port ${port} is taken by another program: give another one as --mqtt-port.`);
  }
  const free = await firstFreePort({ host: brokerHost, port: usualMqttPort + 1 });
  if (free === undefined)
    throw new UsageError('Found no free port for the MQTT broker: give one as --mqtt-port.');
  return free;
}

async function insistOnPagePort({ host, port }: DemoFlags): Promise<void> {
  if (await canListen({ host, port })) return;
  const free = await firstFreePort({ host, port: port + 1 });
  throw new UsageError(
    `Port ${port} is taken by another program. Use another one: npm start -- --port ${free ?? 'N'}`,
  );
}
