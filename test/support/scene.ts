/** The usual set-up of an end-to-end test: a real Mosquitto, a gateway as a process, and what else is opened on top. */

import { until } from './deadline.js';
import { freeUdpPortRange } from './free-port.js';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.js';
import { type Mosquitto, startMosquitto } from './mosquitto.js';
import {
  type CameraShape,
  type CameraSound,
  type MosquittoCamera,
  startMosquittoCamera,
} from './mosquitto-camera.js';

/** Short enough that a test need not wait long for a camera to be let go. */
export const quickSessions = { keepAliveMs: 1000, graceMs: 1000, startTimeoutMs: 10_000, leaseMs: 6000 };

export const cameraId = 'front-door';

/** For each camera: its run, those that it follows on, and a reserve. */
const portsEach = 4;

export type Scene = {
  mosquitto: Mosquitto;
  /** The one that runs now. */
  readonly gateway: GatewayProcess;
  /** Starts a gateway that was killed again, where it was, with the same settings. */
  restartGateway(): Promise<void>;
  /** Closed last to first with the scene. */
  opened: Array<{ close(): Promise<unknown> }>;
  startCamera(options?: {
    /** @default cameraId */
    id?: string;
    sound?: CameraSound;
    shapes?: readonly CameraShape[];
  }): Promise<MosquittoCamera>;
  close(): Promise<void>;
};

/**
 * Resolves when cameras can be woken.
 *
 * @param environment of the gateway, on top of that of the test
 */
export async function startScene(
  settings: Record<string, unknown> = {},
  environment: Record<string, string> = {},
): Promise<Scene> {
  const mosquitto = await startMosquitto();
  const opened: Scene['opened'] = [{ close: () => mosquitto.close() }];
  try {
    const { ingest, sessions, ...others } = settings as Record<string, Record<string, unknown>>;
    const cameras = (settings.cameras as { id: string }[] | undefined) ?? [{ id: cameraId }];
    const portCount = portsEach * cameras.length;
    const firstPort = await freeUdpPortRange(portCount);
    const config = {
      mqtt: { url: mosquitto.url },
      cameras,
      ingest: { bindHost: '127.0.0.1', ports: `${firstPort}-${firstPort + portCount - 1}`, ...ingest },
      sessions: { ...quickSessions, ...sessions },
      ...others,
    };
    let gateway = await startGatewayProcess({ config, environment });
    opened.push({ close: () => gateway.stop() });
    await until(() => gateway.log().includes('connected to the MQTT broker'), {
      what: 'the gateway to find its broker',
      withinMs: 10_000,
    });
    return {
      mosquitto,
      get gateway() {
        return gateway;
      },
      async restartGateway() {
        gateway = await startGatewayProcess({
          config: { ...config, port: Number(new URL(gateway.url).port) },
          environment,
        });
      },
      opened,
      async startCamera({ id = cameraId, ...options } = {}) {
        const camera = await startMosquittoCamera({
          brokerPort: mosquitto.port,
          controlTopic: `cameras/${id}/control`,
          ...options,
        });
        opened.push(camera);
        return camera;
      },
      close: () => closeAll(opened.reverse()),
    };
  } catch (error) {
    await closeAll(opened.reverse());
    throw error;
  }
}

/** Closes one after the other, each of them, and then throws what the first failing one threw. */
async function closeAll(parts: ReadonlyArray<{ close(): Promise<unknown> }>): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    await part.close().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
