/** What the gateway counts, for Prometheus. A registry of its own, so that two gateways fit into one process. */
import type { CameraStatus } from '@rpi-live-camera/protocol';
import { Counter, Gauge, Registry } from 'prom-client';
import { registerCameraHealth } from './camera-health-metrics.js';

export type GatewayMetricsDeps = {
  /** Read at each scrape. */
  sessionCount(): number;
  /** Read at each scrape, of each configured camera. */
  cameras(): CameraMetrics[];
};

export type CameraMetrics = {
  cameraId: string;
  viewerCount: number;
  isLive: boolean;
  /** How many of the viewers look at moving JPEG pictures; a decoder runs while there are any. */
  pictureViewerCount: number;
  /** What it last said of itself; undefined for a camera that has not spoken or cannot be reached. */
  status: CameraStatus | undefined;
};

export type GatewayMetrics = {
  registry: Registry;
  runStarted(cameraId: string): void;
  bytesReceived(cameraId: string, byteCount: number): void;
  startFailed(cameraId: string, code: string): void;
  /** A run ended although it was wanted. */
  runEnded(cameraId: string, reason: string): void;
};

export function createGatewayMetrics(deps: GatewayMetricsDeps): GatewayMetrics {
  const registry = new Registry();
  const registers = [registry];
  const prefix = 'rpi_live_camera_';
  new Gauge({
    name: `${prefix}sessions`,
    help: 'Open viewer sessions',
    registers,
    collect() {
      this.set(deps.sessionCount());
    },
  });
  new Gauge({
    name: `${prefix}camera_viewers`,
    help: 'Viewers that hold a camera, waiting ones included',
    labelNames: ['camera'],
    registers,
    collect() {
      for (const camera of deps.cameras()) this.set({ camera: camera.cameraId }, camera.viewerCount);
    },
  });
  new Gauge({
    name: `${prefix}camera_live`,
    help: '1 while pictures of the camera come in',
    labelNames: ['camera'],
    registers,
    collect() {
      for (const camera of deps.cameras()) this.set({ camera: camera.cameraId }, camera.isLive ? 1 : 0);
    },
  });
  new Gauge({
    name: `${prefix}picture_viewers`,
    help: 'Responses that show moving JPEG pictures of a camera',
    labelNames: ['camera'],
    registers,
    collect() {
      for (const camera of deps.cameras()) this.set({ camera: camera.cameraId }, camera.pictureViewerCount);
    },
  });
  new Gauge({
    name: `${prefix}picture_decoder_running`,
    help: '1 while an ffmpeg is kept decoding pictures of a camera',
    labelNames: ['camera'],
    registers,
    collect() {
      for (const camera of deps.cameras())
        this.set({ camera: camera.cameraId }, camera.pictureViewerCount > 0 ? 1 : 0);
    },
  });
  registerCameraHealth({ registers, prefix, cameras: deps.cameras });
  const runs = new Counter({
    name: `${prefix}runs_total`,
    help: 'Runs begun, restarts included',
    labelNames: ['camera'],
    registers,
  });
  const bytes = new Counter({
    name: `${prefix}ingest_bytes_total`,
    help: 'MPEG-TS bytes received',
    labelNames: ['camera'],
    registers,
  });
  const failures = new Counter({
    name: `${prefix}run_failures_total`,
    help: 'Runs that failed to start, by problem code',
    labelNames: ['camera', 'code'],
    registers,
  });
  const ends = new Counter({
    name: `${prefix}run_ends_total`,
    help: 'Runs that ended although somebody watched, by reason; each is followed by another run',
    labelNames: ['camera', 'reason'],
    registers,
  });
  return {
    registry,
    runStarted: (camera) => runs.inc({ camera }),
    bytesReceived: (camera, byteCount) => bytes.inc({ camera }, byteCount),
    startFailed: (camera, code) => failures.inc({ camera, code }),
    runEnded: (camera, reason) => ends.inc({ camera, reason }),
  };
}
