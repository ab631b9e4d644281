/**
 * What the stream of one camera and its runs tell the log and the metrics: the hooks that each part takes, in one place.
 * Made by the composition root, one for each stream.
 */
import type { GatewayError } from '../errors/gateway-error.js';
import type { RunningCount } from '../ffmpeg/process.js';
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
  /** Count the ffmpegs that run. */
  ffmpegs: { ingest: RunningCount; pictures: RunningCount };
  logger: Logger;
};

export type CameraReports = {
  /** Each line names the camera. */
  logger: Logger;
  /** For the live stream. */
  ofMedia: Required<Pick<LiveStreamDeps, 'sent' | 'onPart' | 'logger'>>;
  /** For the stream as pictures. */
  ofPictures: { running: RunningCount; logger: Logger };
  onStreamEnd(reason: StreamEndReason): void;
  /** For the run keeper. */
  onStep: NonNullable<RunKeeperDeps['onStep']>;
  onFailure(error: GatewayError): void;
  /** For a run that begins, and for its ingest; each line names it. */
  beginRun(runId: string): {
    ofRun: Required<Pick<RunDeps, 'onBytes' | 'followIngest' | 'logger'>>;
    ofIngest: { running: RunningCount; logger: Logger };
  };
};

export function createCameraReports(deps: CameraReportsDeps): CameraReports {
  const { cameraId, metrics, ffmpegs, logger: parent } = deps;
  const meter = metrics.ofCamera(cameraId);
  const logger = withFacts(parent, { cameraId });
  return {
    logger,
    ofMedia: { sent: meter.sent, onPart: meter.partReady, logger },
    ofPictures: { running: ffmpegs.pictures, logger },
    onStreamEnd: meter.streamEnded,
    onStep: meter.runStepped,
    onFailure: (error) => meter.runFailed(error.code),
    beginRun(runId) {
      meter.runStarted();
      const ofRun = withFacts(logger, { runId });
      return {
        ofRun: { onBytes: meter.received, followIngest: meter.followIngest, logger: ofRun },
        ofIngest: { running: ffmpegs.ingest, logger: ofRun },
      };
    },
  };
}
