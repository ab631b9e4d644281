/** Recordings in a folder of their own, made of streams of a real test picture. Used by the tests of recordings. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../log/logger.js';
import { createDemuxer } from '../mpegts/demuxer.js';
import type { RecordingIndex } from '../recording/index-lines.js';
import { RecordingCatalog, type RecordingCatalogDeps } from '../recording/recording-catalog.js';
import { RecordingPlaylist } from '../recording/recording-playlist.js';
import type { RecordingSummary } from '../recording/recording-summary.js';
import { recordStream, type StreamRecorderDeps } from '../recording/stream-recorder.js';
import { createLocalFolder } from '../storage/local-folder.js';
import type { RecordingKey } from '../storage/recording-key.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import type { LiveStream } from '../store/live-stream.js';
import { createFixtureStream, fixtureNowMs } from './live-stream-fixture.js';
import { type RecordOptions, recordTransportStream } from './recorded-stream.js';

export type RecordingFolder = {
  path: string;
  storage: RecordingStorage;
  /** A catalog of what is there now, as after a start. */
  open(deps?: Partial<RecordingCatalogDeps>): Promise<RecordingCatalog>;
  remove(): Promise<void>;
};

/** @param place @default a new one */
export async function createRecordingFolder(place?: string): Promise<RecordingFolder> {
  const path = place ?? (await mkdtemp(join(tmpdir(), 'rpi-live-camera-')));
  const storage = createLocalFolder(path);
  return {
    path,
    storage,
    async open(deps = {}) {
      const catalog = new RecordingCatalog({
        storage,
        rules: { maxAgeMs: null, maxBytes: null, minFreeBytes: 0 },
        logger: silentLogger,
        ...deps,
      });
      await catalog.ready();
      catalog.close();
      return catalog;
    },
    async remove() {
      await storage.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** A run of a real camera, pushed at once. */
export type FilmedRun = RecordOptions & {
  /** How long after the end of the run before it. @default 0 */
  afterMs?: number;
};

export type FilmedStream = {
  stream: LiveStream;
  /** Pushes it as one run. */
  push(run?: FilmedRun): Promise<void>;
};

/** The clock is that of the pictures: a run of two seconds takes two seconds of it. */
export function createFilmedStream(): FilmedStream {
  let nowMs = fixtureNowMs;
  const stream = createFixtureStream({ now: () => nowMs });
  return {
    stream,
    async push({ afterMs = 0, ...options } = {}) {
      nowMs += afterMs;
      const startMs = nowMs;
      const transportStream = await recordTransportStream(options);
      const sink = stream.beginRun({ arrivalDelayMs: 0 });
      let firstTicks: number | undefined;
      const demuxer = createDemuxer({
        onAccessUnit: (unit) => {
          if (unit.kind === 'video') {
            firstTicks ??= unit.dtsTicks;
            nowMs = startMs + (unit.dtsTicks - firstTicks) / 90;
          }
          sink.write(unit);
        },
        onTracks: (tracks) => sink.setTracks(tracks),
        onKeyframeWanted: () => {},
        onUnsupported: ({ message }) => {
          throw new Error(message);
        },
      });
      demuxer.write(transportStream);
      demuxer.end();
      sink.end();
    },
  };
}

export type KeepOptions = Partial<Pick<StreamRecorderDeps, 'maxDurationMs' | 'maxBytes' | 'maxQueuedBytes'>>;

/** As who comes when it is over is given it. */
export function writeVodPlaylist(index: RecordingIndex): string {
  return new RecordingPlaylist()
    .render(index, { type: 'VOD', form: 'whole', encoding: 'identity' })
    .toString();
}

export const fixtureCameraId = 'front-door';

/** Records all that is pushed, to the end of the stream. @returns what began, oldest first */
export async function keepRuns(
  catalog: RecordingCatalog,
  runs: readonly FilmedRun[],
  options: KeepOptions = {},
): Promise<RecordingSummary[]> {
  const { stream, push } = createFilmedStream();
  const begun: RecordingKey[] = [];
  const recorder = recordStream({
    cameraId: fixtureCameraId,
    live: stream,
    catalog,
    maxDurationMs: 3_600_000,
    onBegun: (recording) => begun.push(recording),
    ...options,
  });
  for (const run of runs) await push(run);
  stream.close();
  await recorder.done;
  return begun.map((key) => catalog.get(key));
}
