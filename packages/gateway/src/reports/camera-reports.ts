/**
 * What the stream of one camera and its runs tell the log and the metrics: the hooks that each part takes, in one place.
 * Made by the composition root, one for each stream.
 */
import type { GatewayError } from '../errors/gateway-error.js';
import type { RunDeps } from '../lease/run.js';
import type { RunKeeperDeps } from '../lease/run-keeper.js';
import type { Logger } from '../log/logger.js';
import { withFacts } from '../log/with-facts.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import type { StreamEndReason } from '../sessions/camera-stream.js';
import type { LiveStreamDeps } from '../store/live-stream.js';

export type CameraReportsDeps = {
  cameraId: string;
  metrics: Pick<GatewayMetrics, 'ofCamera'>;
  logger: Logger;
};

export type CameraReports = {
  /** Each line names the camera. */
  logger: Logger;
  /** For the live stream. */
  ofMedia: Required<Pick<LiveStreamDeps, 'sent' | 'onPart' | 'logger'>>;
  onStreamEnd(reason: StreamEndReason): void;
  /** For the run keeper. */
  onStep: NonNullable<RunKeeperDeps['onStep']>;
  onRunEnd: RunKeeperDeps['onRunEnd'];
  onFailure(error: GatewayError): void;
  /** For a run that begins; each line names it. */
  beginRun(runId: string): Required<Pick<RunDeps, 'onBytes' | 'followIngest' | 'logger'>>;
};

export function createCameraReports(deps: CameraReportsDeps): CameraReports {
  const { cameraId, metrics, logger: parent } = deps;
  const meter = metrics.ofCamera(cameraId);
  const logger = withFacts(parent, { cameraId });
  return {
    logger,
    ofMedia: { sent: meter.sent, onPart: meter.partReady, logger },
    onStreamEnd: meter.streamEnded,
    onStep: meter.runStepped,
    onRunEnd: meter.runEnded,
    onFailure: (error) => meter.runFailed(error.code),
    beginRun(runId) {
      meter.runStarted();
      const { received: onBytes, followIngest } = meter;
      return { onBytes, followIngest, logger: withFacts(logger, { runId }) };
    },
  };
}
