/** A gateway in this process at a broker of its own, for tests that break one thing and measure how soon it is mended. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { createGateway, type GatewayOptions, serveGateway } from '@rpi-live-camera/gateway';
import { startAgentProcess } from '../support/agent-process.js';
import { freeUdpPortRange } from '../support/free-port.js';
import { createLogBook, type LogBook } from '../support/log-book.js';
import { type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { ffmpegsOf } from '../support/processes.js';
import { type ScriptedCamera, type ScriptedCameraOptions, startScriptedCamera } from './scripted-camera.js';
import { type Fresh, type SteadyViewer, startSteadyViewer } from './steady-viewer.js';

export const cameraId = 'front-door';
/**
 * What every fault is mended within, counted from its end or from when the watchdog of it fires: five seconds by design,
 * which the printed figures show, and twice as long on a machine that does everything else at the same time.
 */
export const recoveryMs = 10_000;
/** So that a test need not wait for three seconds of silence; the machine is the same. */
export const ingestTimeoutMs = 1000;

export type FaultSite = {
  mosquitto: Mosquitto;
  url: string;
  log: LogBook;
  ports: string;
  /** Value of a metric of the camera, 0 where it has none. */
  metric(name: string, label: string): Promise<number>;
  /** Pids of the ffmpegs that receive cameras. */
  receivers(): Promise<number[]>;
  camera(options?: Partial<ScriptedCameraOptions>): Promise<ScriptedCamera>;
  /** A real agent with the test picture. */
  agent(): Promise<void>;
  viewer(): Promise<SteadyViewer>;
  /** Closed last to first with the site. */
  opened: { close(): Promise<unknown> }[];
  close(): Promise<void>;
};

export type FaultSiteOptions = {
  /** @default 'udp' */
  protocol?: 'udp' | 'srt';
  ffmpegPath?: string;
  sessions?: GatewayOptions['sessions'];
  /** @default nothing is recorded */
  recording?: GatewayOptions['recording'];
  /** Where the gateway finds its broker. @default the broker itself */
  brokerUrl?(mosquitto: Mosquitto): Promise<string>;
  mqtt?: GatewayOptions['mqtt'];
  portCount?: number;
};

export async function openFaultSite(options: FaultSiteOptions = {}): Promise<FaultSite> {
  const { protocol = 'udp', portCount = 6, sessions, recording, mqtt, brokerUrl } = options;
  const mosquitto = await startMosquitto();
  const opened: FaultSite['opened'] = [mosquitto];
  const firstPort = await freeUdpPortRange(portCount);
  const ports = `${firstPort}-${firstPort + portCount - 1}`;
  const log = createLogBook();
  const gateway = createGateway(
    {
      mqtt: { url: (await brokerUrl?.(mosquitto)) ?? mosquitto.url, ...mqtt },
      cameras: [{ id: cameraId, video: { width: 320, height: 240, framesPerSecond: 25 } }],
      ingest: { protocol, bindHost: '127.0.0.1', ports, timeoutMs: ingestTimeoutMs },
      sessions: { keepAliveMs: 3000, graceMs: 500, leaseMs: 6000, startTimeoutMs: 10_000, ...sessions },
      ...(recording && { recording }),
    },
    { logger: log, ...(options.ffmpegPath && { ffmpegPath: options.ffmpegPath }) },
  );
  await gateway.start();
  const server = await serveGateway(gateway, { host: '127.0.0.1', port: 0 });
  opened.push(server, gateway);
  const url = server.url.replace(/\/$/, '');
  const isUp = async () => (await fetch(`${url}/readyz`)).ok || undefined;
  if (!options.ffmpegPath) await log.waitFor(/connected to the MQTT broker/).then(isUp);

  return {
    mosquitto,
    url,
    log,
    ports,
    async metric(name, label) {
      const text = await (await fetch(`${url}/metrics`)).text();
      const line = text.split('\n').find((one) => one.startsWith(`${name}{`) && one.includes(`"${label}"`));
      return Number(line?.split(' ').at(-1) ?? 0);
    },
    async receivers() {
      const all = await ffmpegsOf(process.pid);
      return all.filter(({ command }) => command.includes('mode=listener')).map(({ pid }) => pid);
    },
    async camera(cameraOptions) {
      const camera = await startScriptedCamera({ brokerUrl: mosquitto.url, cameraId, ...cameraOptions });
      opened.push(camera);
      return camera;
    },
    async agent() {
      const agent = await startAgentProcess({
        mqttUrl: mosquitto.url,
        settings: { cameraId, capture: { type: 'test' } },
      });
      opened.push(agent);
      await log.waitFor(/the camera changed its state .*"state":"idle"/, 20_000);
    },
    async viewer() {
      const viewer = await startSteadyViewer(url, cameraId);
      opened.push(viewer);
      await viewer.untilFresh({ sinceMs: performance.now() });
      return viewer;
    },
    opened,
    async close() {
      for (const part of opened.splice(0).reverse()) await part.close();
    },
  };
}

/** `sinceMs`: when the fault ended, or its watchdog fired. */
export type Recovery = Fresh & { viewer: SteadyViewer };

/** Waits for the picture, prints how long it took, and holds it and all that the viewer saw to what is promised. */
export async function assertRecovers(t: TestContext, { viewer, ...fresh }: Recovery): Promise<void> {
  const tookMs = await viewer.untilFresh(fresh);
  t.diagnostic(`the picture was back after ${Math.round(tookMs)} ms`);
  assert.ok(tookMs < recoveryMs, `the picture took ${Math.round(tookMs)} ms to come back`);
  assert.deepEqual(viewer.complaints, []);
}
