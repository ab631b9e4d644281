/** Recordings, made of their parts: storage, catalog, a recorder a camera, rights to play. Made by the composition root. */
import { setTimeout as delay } from 'node:timers/promises';
import { ClockWatch } from './clock/clock-watch.js';
import type { SteadyClock } from './clock/steady-clock.js';
import { largestRecordingBytes } from './config/recording-settings.js';
import type { CameraConfig, Config } from './config/schema.js';
import type { Logger } from './log/logger.js';
import type { RecordingFigures } from './metrics/recording-metrics.js';
import type { RecalledPicture } from './pictures/snapshots.js';
import { CameraRecorder } from './recording/camera-recorder.js';
import { findLastPicture } from './recording/last-picture.js';
import { Movies } from './recording/movies.js';
import { PlaybackGrants } from './recording/playback-grants.js';
import { Posters, type PostersDeps } from './recording/posters.js';
import { RecordingCatalog } from './recording/recording-catalog.js';
import { TimeShift } from './recording/time-shift.js';
import type { CameraDirectory } from './sessions/camera-directory.js';
import type { StreamHub } from './sessions/stream-hub.js';
import { createLocalFolder } from './storage/local-folder.js';
import { createNoStorage } from './storage/no-storage.js';

export type RecordingAssemblyDeps = {
  config: Config;
  cameras: readonly CameraConfig[];
  hub: StreamHub;
  directory: Pick<CameraDirectory, 'assertReachable'>;
  clock: SteadyClock;
  /** Makes a picture of a keyframe. */
  decode: PostersDeps['decode'];
  logger: Logger;
};

export type Recordings = {
  readonly catalog: RecordingCatalog;
  readonly grants: PlaybackGrants;
  readonly posters: Posters;
  readonly movies: Movies;
  /** Of a configured camera. */
  recorderOf(cameraId: string): CameraRecorder;
  /** The newest picture that is kept of a camera. @throws GatewayError `storage_failed` */
  findLastPicture(cameraId: string): Promise<RecalledPicture | undefined>;
  /** Of a configured camera; `undefined` where its streams are to be watched live alone. */
  timeShiftOf(cameraId: string): TimeShift | undefined;
  /** For metrics. */
  measure(): RecordingFigures;
  /** Restores what a crash cut off and begins to record; waits for nothing. */
  start(): void;
  /** What is being recorded is finished when it resolves, once the streams have ended; to be called before that. Idempotent. */
  close(): Promise<void>;
};

/** What a storage that hangs may hold up the end of the gateway. */
const storageCloseMs = 1000;

export function assembleRecordings(deps: RecordingAssemblyDeps): Recordings {
  const { config, cameras, hub, directory, clock, decode, logger } = deps;
  const { path, maxAgeMs, maxBytes, minFreeBytes, maxDurationMs } = config.recording;
  const storage = path === null ? createNoStorage() : createLocalFolder(path);
  const catalog = new RecordingCatalog({
    storage,
    rules: { maxAgeMs, maxBytes, minFreeBytes },
    onRemoved: ({ cameraId, recordingId }) => timeShifts.get(cameraId)?.forget(recordingId),
    logger,
  });
  const largestBytes = largestRecordingBytes(config);
  const recorders = new Map(
    cameras.map(({ id, recordingMode }) => {
      const recorder = new CameraRecorder({
        cameraId: id,
        mode: recordingMode,
        catalog,
        join: async (signal) => {
          directory.assertReachable(id);
          const stream = hub.obtain(id);
          const claim = await stream.join({ signal });
          return { live: stream.live, release: () => claim.release() };
        },
        maxDurationMs,
        maxBytes: largestBytes,
        logger,
      });
      return [id, recorder];
    }),
  );
  const timeShifts = new Map(
    cameras
      .filter(({ timeShiftMs }) => timeShiftMs > 0)
      .map(({ id, timeShiftMs }) => {
        const timeShift = new TimeShift({
          cameraId: id,
          windowMs: timeShiftMs,
          storage: path === null ? undefined : storage,
          catalog,
          isRecorded: (segment) => recorders.get(id)!.takes(segment),
          logger,
        });
        return [id, timeShift];
      }),
  );
  function tellUnconfigured(): void {
    for (const cameraId of catalog.cameraIds())
      if (!recorders.has(cameraId))
        logger.warn(
          { cameraId, recordingCount: catalog.list(cameraId).length },
          'there are recordings of a camera that is not configured; they can be listed and deleted under its id',
        );
  }

  const clockWatch = new ClockWatch({
    clock,
    onSet(aheadMs) {
      const streams = hub.all();
      const isRecording = [...recorders.values()].some(({ holdsStream }) => holdsStream);
      // Those who only watch leave some time.
      if (streams.length > 0 && !isRecording) return;
      if (isRecording)
        logger.warn(
          { aheadMs, streamCount: streams.length },
          'the clock of this machine was set: streams begin anew, so that recordings have the right dates',
        );
      for (const stream of streams) void stream.end('clock_set');
      clock.adopt();
    },
  });
  return {
    catalog,
    grants: new PlaybackGrants(),
    posters: new Posters({ catalog, storage, decode }),
    movies: new Movies({ catalog, storage }),
    recorderOf: (cameraId) => recorders.get(cameraId)!,
    findLastPicture: (cameraId) => findLastPicture({ catalog }, cameraId),
    timeShiftOf: (cameraId) => timeShifts.get(cameraId),
    measure: () => ({
      stored: catalog.measure(),
      recorders: [...recorders.values()].map((recorder) => recorder.measure()),
      timeShifts: [...timeShifts.values()].map((timeShift) => timeShift.measure()),
    }),
    start() {
      clockWatch.start();
      catalog.ready().then(tellUnconfigured, (error: Error) => {
        logger.error({ error: error.message }, 'recordings are not there; live video is');
      });
      for (const recorder of recorders.values()) recorder.start();
    },
    async close() {
      catalog.close();
      clockWatch.close();
      await Promise.all([...recorders.values(), ...timeShifts.values()].map((part) => part.close()));
      const closed = storage.close().catch((error: Error) => {
        logger.warn({ error: error.message }, 'the folder of recordings could not be given back');
      });
      await Promise.race([closed, delay(storageCloseMs, undefined, { ref: false })]);
    },
  };
}
