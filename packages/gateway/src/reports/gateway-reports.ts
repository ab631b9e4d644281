/** All that a gateway tells of itself, in one place for the composition root: its metrics, and who reports to these and to the log. */
import { runEndReasons } from '../lease/run-effect.js';
import type { Logger } from '../log/logger.js';
import {
  createGatewayMetrics,
  type GatewayMetrics,
  type GatewayMetricsDeps,
} from '../metrics/gateway-metrics.js';
import { type CameraReports, createCameraReports } from './camera-reports.js';
import { createSessionReports } from './session-reports.js';

export type GatewayReportsDeps = Omit<GatewayMetricsDeps, 'runEndReasons'> & { logger: Logger };

export type GatewayReports = {
  metrics: GatewayMetrics;
  ofSessions: ReturnType<typeof createSessionReports>;
  /** For a stream that begins. */
  ofCamera(cameraId: string): CameraReports;
};

export function createGatewayReports(deps: GatewayReportsDeps): GatewayReports {
  const { logger } = deps;
  const metrics = createGatewayMetrics({ ...deps, runEndReasons });
  return {
    metrics,
    ofSessions: createSessionReports({ metrics, logger }),
    ofCamera: (cameraId) => createCameraReports({ cameraId, metrics, logger }),
  };
}
