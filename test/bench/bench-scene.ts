/** What a benchmark measures on: a real Mosquitto, the built gateway, and a camera that obeys it. */
import { freeUdpPortRange } from '../support/free-port.js';
import { startMosquitto } from '../support/mosquitto.js';
import { type BuiltGateway, startBuiltGateway } from './built-gateway.js';
import { type CommandedCamera, type Pushing, startCommandedCamera } from './commanded-camera.js';
import { createOpened } from './opened.js';

export const cameraId = 'front-door';

export type BenchSceneOptions = {
  ingest: 'srt' | 'udp';
  /** What SRT delays everything by, and within which it repairs losses. */
  srtLatencyMs: number;
  /** What the camera is said to do; the benchmark's camera does what it does. */
  keyframeMs: number;
  push(url: string): Promise<Pushing>;
  /** Settings of `recording`. @default nothing is recorded */
  recording?: { mode: 'always'; path: string; minFreeBytes: number } | undefined;
  /** Where a proxy in front of it expects the gateway, and what it is reached at from there. @default none, any port */
  place?: { port: number; publicUrl: string } | undefined;
};

export type BenchScene = {
  gateway: BuiltGateway;
  camera: CommandedCamera;
  close(): Promise<void>;
};

/** Enough for a run, and the next one while the first is being ended. */
const portCount = 4;
/** A camera is idle again soon, for the next start. */
const graceMs = 1000;
/** Above every number of viewers that is tried, all of them from this machine. */
const maxViewers = 10_000;
const unlimited = { maxPerCamera: maxViewers, maxPerAddress: maxViewers };

export async function startBenchScene(options: BenchSceneOptions): Promise<BenchScene> {
  const { ingest, srtLatencyMs, keyframeMs, push, recording, place } = options;
  const opened = createOpened();
  try {
    const mosquitto = opened.add(await startMosquitto());
    const firstPort = await freeUdpPortRange(portCount);
    const ports = `${firstPort}-${firstPort + portCount - 1}`;
    const settings = {
      mqtt: { url: mosquitto.url },
      cameras: [{ id: cameraId, video: { keyframeIntervalMs: keyframeMs } }],
      ingest: { protocol: ingest, bindHost: '127.0.0.1', ports, srtLatencyMs },
      sessions: { graceMs, ...unlimited },
      limits: { requestBurst: maxViewers },
      ...(recording && { recording }),
      ...place,
    };
    // Before the gateway, which may want it at once.
    const camera = opened.add(await startCommandedCamera({ brokerUrl: mosquitto.url, cameraId, push }));
    const gateway = opened.add(await startBuiltGateway(settings));
    return { gateway, camera, close: opened.close };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
