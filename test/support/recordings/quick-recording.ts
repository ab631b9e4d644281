/** Makes a long recording in seconds: a film of a real encoder, again and again, through the gateway's own packager and recorder. */
import { setImmediate } from 'node:timers/promises';
import { silentLogger } from '../../../packages/gateway/src/log/logger.js';
import { RecordingCatalog } from '../../../packages/gateway/src/recording/recording-catalog.js';
import { recordStream } from '../../../packages/gateway/src/recording/stream-recorder.js';
import { createLocalFolder } from '../../../packages/gateway/src/storage/local-folder.js';
import { createFixtureStream } from '../../../packages/gateway/src/testing/live-stream-fixture.js';
import type { Film } from '../../faults/filmed-pictures.js';

export type QuickRecording = {
  path: string;
  cameraId: string;
  film: Film;
  seconds: number;
  /** Epoch milliseconds of its first picture. */
  startedAtMs: number;
};

/** What may wait for the disk; the recorder ends at more than 32 MiB. */
const maxWaitingBytes = 16 * 1024 * 1024;
const ticksPerMs = 90;

export async function makeQuickRecording(options: QuickRecording): Promise<void> {
  const { path, cameraId, film, seconds, startedAtMs } = options;
  const storage = createLocalFolder(path);
  const catalog = new RecordingCatalog({
    storage,
    rules: { maxAgeMs: null, maxBytes: null, minFreeBytes: 0 },
    logger: silentLogger,
  });
  await catalog.ready();
  let nowMs = startedAtMs;
  const stream = createFixtureStream({ now: () => nowMs });
  let waitingBytes = 0;
  stream.segments.follow({
    onSegment: ({ bytes }) => {
      waitingBytes += bytes?.length ?? 0;
    },
    onEnd: () => {},
  });
  const recorder = recordStream({
    cameraId,
    live: stream,
    catalog,
    maxDurationMs: 12 * 3_600_000,
    onBegun: () => {},
    onWritten: (byteLength) => {
      waitingBytes -= byteLength;
    },
  });
  const sink = stream.beginRun({ arrivalDelayMs: 0 });
  sink.setTracks({ hasVideo: true, hasAudio: film.sound.length > 0 });
  const { pictures, sound, framesPerSecond } = film;
  const startTicks = pictures[0]!.dtsTicks;
  const filmTicks = (pictures.length * 90_000) / framesPerSecond;
  for (let passedTicks = 0; passedTicks < seconds * 90_000; passedTicks += filmTicks) {
    let heard = 0;
    for (const picture of pictures) {
      nowMs = startedAtMs + (passedTicks + picture.dtsTicks - startTicks) / ticksPerMs;
      const shift = passedTicks - startTicks;
      sink.write({ ...picture, dtsTicks: picture.dtsTicks + shift, ptsTicks: picture.ptsTicks + shift });
      for (; sound[heard] && sound[heard]!.ptsTicks <= picture.dtsTicks; heard += 1)
        sink.write({ ...sound[heard]!, ptsTicks: sound[heard]!.ptsTicks + shift });
    }
    do await setImmediate();
    while (waitingBytes > maxWaitingBytes);
  }
  sink.end();
  stream.close();
  await recorder.done;
  catalog.close();
  // The gateway that comes next claims the folder.
  await storage.close();
}
