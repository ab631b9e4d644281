/**
 * The stream of one camera, made of its parts: media and pictures in memory, the runs that fill them, and who is told what
 * of it. Made by the composition root for the hub, each time somebody wants to watch a camera that nobody watches.
 */
import type { SteadyClock } from './clock/steady-clock.js';
import type { CameraConfig, Config } from './config/schema.js';
import type { CameraControl } from './control/camera-control.js';
import type { RunNames } from './control/run-names.js';
import type { CapabilityCheck } from './ffmpeg/capabilities.js';
import { createIngest } from './ingest/ingest.js';
import type { PortPool } from './ingest/port-pool.js';
import { createRun } from './lease/run.js';
import { RunKeeper } from './lease/run-keeper.js';
import { createRunRules } from './lease/run-rules.js';
import type { GatewayLimits } from './limits/gateway-limits.js';
import type { Snapshots } from './pictures/snapshots.js';
import { StreamPictures } from './pictures/stream-pictures.js';
import type { CameraReports } from './reports/camera-reports.js';
import { CameraStream } from './sessions/camera-stream.js';
import { LiveStream } from './store/live-stream.js';
import type { TimeShiftSource } from './store/stream-past.js';

export type StreamAssemblyDeps = {
  camera: CameraConfig;
  control: CameraControl;
  /** Names runs. */
  names: RunNames;
  clock: SteadyClock;
  config: Config;
  limits: Pick<GatewayLimits, 'ffmpeg' | 'starts'>;
  ports: PortPool;
  checkFfmpeg: CapabilityCheck;
  /** Keeps the newest picture. */
  snapshots: Snapshots;
  reports: CameraReports;
  /** Keeps what it is given by the stream, and reads it; `undefined` where it is to be watched live alone. */
  timeShift: (TimeShiftSource & { follow(live: LiveStream): void }) | undefined;
  /** The end of the stream before it, which it waits for. */
  previous: Promise<void>;
  /** It takes no more viewers. */
  onEnded(stream: CameraStream): void;
};

/** Makes it and starts the camera. */
export function assembleStream(deps: StreamAssemblyDeps): CameraStream {
  const { camera, control, names, clock, config, limits, ports, checkFfmpeg, snapshots } = deps;
  const { reports, timeShift, previous, onEnded } = deps;
  const cameraId = camera.id;
  const wantKeyframe = (): void => {
    if (keeper.runId !== undefined) void control.forceKeyframe(keeper.runId);
  };
  const live = new LiveStream({
    hls: config.hls,
    video: camera.video,
    ...reports.ofMedia,
    maxBytes: config.limits.maxBytesPerCamera,
    timeShift,
    now: clock.nowMs,
    onReady: () => stream.onLive(),
    onKeyframeWanted: wantKeyframe,
  });
  const stream = new CameraStream({
    cameraId,
    starts: limits.starts,
    live,
    pictures: new StreamPictures({ feed: live.feed, ...limits.ffmpeg, checkFfmpeg, ...reports.ofPictures }),
    ...config.sessions,
    logger: reports.logger,
    onKeyframeWanted: wantKeyframe,
    onEnded: (reason) => {
      reports.onStreamEnd(reason);
      onEnded(stream);
    },
  });
  const keeper = new RunKeeper({
    cameraId,
    rules: createRunRules({ ...config, camera }),
    nameRun: names.next,
    ports: camera.ingest.port === null ? 'pooled' : 'fixed',
    control,
    onStep: reports.onStep,
    onRunEnd: reports.onRunEnd,
    openRun: (runId, callbacks) => {
      const { ofRun, ofIngest } = reports.beginRun(runId);
      return createRun({
        runId,
        live,
        arrivalDelayMs: camera.ingest.protocol === 'srt' ? config.ingest.srtLatencyMs : 0,
        createIngest: (ingestCallbacks) =>
          createIngest({
            ...config.ingest,
            ...camera.ingest,
            ...limits.ffmpeg,
            ports,
            ...ofIngest,
            ...ingestCallbacks,
          }),
        callbacks,
        ...ofRun,
      });
    },
    logger: reports.logger,
    onPhase: (phase) => stream.onPhase(phase),
    onFailure: (error) => {
      reports.onFailure(error);
      stream.onFailure(error);
    },
  });
  snapshots.follow(cameraId, live.feed, stream.pictures);
  timeShift?.follow(live);
  void stream.start(keeper, previous);
  return stream;
}
