/**
 * What the gateway tells Prometheus. A registry of its own, so that two gateways fit into one process. Labels are configured
 * cameras and words from closed lists; nothing that a client sends becomes one.
 */
import { Registry } from 'prom-client';
import { type CameraFigures, registerCameras } from './camera-metrics.js';
import { counterAtScrape, gaugeAtScrape, type MetricHome } from './metric-home.js';
import { type ProcessWatch, registerProcess } from './process-metrics.js';
import { type RecordingFigures, registerRecordings } from './recording-metrics.js';
import { type RunMeter, registerRuns } from './run-metrics.js';
import { type OpenSession, registerViewers, type ViewerMeter } from './viewer-metrics.js';

/** Everything here but the lists is read at each scrape. */
export type GatewayMetricsDeps = {
  cameraIds: readonly string[];
  /** Why a run may end although it is wanted; all of them. */
  runEndReasons: readonly string[];
  cameras(): readonly CameraFigures[];
  sessions(): Iterable<OpenSession>;
  recordings(): RecordingFigures;
  link: {
    readonly isUp: boolean;
    /** Connections made so far. */
    readonly connectionCount: number;
  };
  /** WebRTC connections of viewers. */
  peerCount(): number;
  /** Running ffmpegs, by what they are for. */
  ffmpegs: Readonly<Record<string, number>>;
};

/** What one camera, its runs and its viewers tell. */
export type CameraMeter = RunMeter & ViewerMeter;

export type GatewayMetrics = Pick<ProcessWatch, 'start' | 'close'> & {
  registry: Registry;
  /** Of a configured camera. */
  ofCamera(cameraId: string): CameraMeter;
  /** A request was refused or failed. */
  problem(code: string): void;
};

export function createGatewayMetrics(deps: GatewayMetricsDeps): GatewayMetrics {
  const registry = new Registry();
  const home: MetricHome = { registers: [registry], prefix: 'rpi_live_camera_' };
  const { meters: viewers, problem } = registerViewers(home, deps);
  registerCameras(home, deps.cameras);
  registerRecordings(home, deps.recordings);
  const runs = registerRuns(home, deps);
  const meters = new Map(deps.cameraIds.map((id) => [id, { ...runs.get(id)!, ...viewers.get(id)! }]));
  gaugeAtScrape(
    home,
    { name: 'mqtt_connected', help: '1 while the gateway is connected to its MQTT broker' },
    () => [[{}, deps.link.isUp ? 1 : 0]],
  );
  counterAtScrape(
    home,
    {
      name: 'mqtt_connections_total',
      help: 'Connections made to the MQTT broker; more than one are reconnections',
    },
    () => [[{}, deps.link.connectionCount]],
  );
  gaugeAtScrape(home, { name: 'webrtc_connections', help: 'WebRTC connections of viewers' }, () => [
    [{}, deps.peerCount()],
  ]);
  gaugeAtScrape(
    home,
    { name: 'ffmpeg_processes', help: 'Running ffmpegs, by what they are for', labelNames: ['purpose'] },
    () => Object.entries(deps.ffmpegs).map(([purpose, count]) => [{ purpose }, count] as const),
  );
  const { start, close } = registerProcess(home);
  return {
    registry,
    ofCamera: (cameraId) => meters.get(cameraId)!,
    problem,
    start,
    close,
  };
}
