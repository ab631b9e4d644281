import assert from 'node:assert/strict';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayError } from '../errors/gateway-error.js';
import { type Logger, silentLogger } from '../log/logger.js';
import type { LiveStream } from '../store/live-stream.js';
import { within } from '../testing/deadline.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import {
  createRecordingFolder,
  fixtureCameraId,
  type RecordingFolder,
} from '../testing/recording-fixture.js';
import { CameraRecorder } from './camera-recorder.js';
import { RecordingCatalog } from './recording-catalog.js';
import { TimeShift } from './time-shift.js';

const windowMs = 40_000;

const until = (isMet: () => boolean | Promise<boolean>, what: string): Promise<void> =>
  within(
    (async () => {
      while (!(await isMet())) await delay(2);
    })(),
    what,
  );

describe('TimeShift', () => {
  let folder: RecordingFolder;
  let said: string[];
  beforeEach(async () => {
    folder = await createRecordingFolder();
    said = [];
  });
  afterEach(() => folder.remove());

  const piecesThere = async (): Promise<string[]> => {
    const names = await readdir(join(folder.path, fixtureCameraId)).catch(() => []);
    return names.sort();
  };

  /** A stream that is watched by somebody else, with a recorder beside it. */
  async function createCamera({ minFreeBytes = 0 } = {}) {
    const say = (_: object, message: string): void => void said.push(message);
    const logger: Logger = { ...silentLogger, warn: say, error: say };
    const catalog = new RecordingCatalog({
      storage: folder.storage,
      rules: { maxAgeMs: null, maxBytes: null, minFreeBytes },
      onRemoved: ({ recordingId }) => timeShift.forget(recordingId),
      logger,
    });
    const recorder = new CameraRecorder({
      cameraId: fixtureCameraId,
      mode: 'on-demand',
      catalog,
      join: async () => ({ live: stream, release: () => {} }),
      maxDurationMs: 3_600_000,
      logger,
    });
    const timeShift: TimeShift = new TimeShift({
      cameraId: fixtureCameraId,
      windowMs,
      storage: folder.storage,
      catalog,
      isRecorded: (segment) => recorder.takes(segment),
      logger,
    });
    const stream: LiveStream = createFixtureStream({
      hls: { segmentMs: 1000, partMs: 200, windowMs: 6000 },
      timeShift,
    });
    timeShift.follow(stream);
    const bytesOf = new Map<string, Buffer>();
    stream.segments.follow({
      onSegment: ({ name, bytes }) => bytesOf.set(name, Buffer.from(bytes!)),
      onEnd: () => {},
    });
    const { push } = createFixtureRun(stream);
    push(1);
    const isStored = (): boolean => {
      const newest = stream.window!.segments.findLast(({ isOpen, isGap }) => !isOpen && !isGap);
      return newest?.stored !== undefined || newest === undefined;
    };
    return {
      stream,
      catalog,
      recorder,
      timeShift,
      bytesOf,
      push,
      /** Films so long, at the pace of the storage. */
      async film(seconds: number): Promise<void> {
        for (let second = 0; second < seconds; second++) {
          push(30);
          await until(isStored, 'a segment to be stored');
        }
      },
      load: async (sequence: number): Promise<Buffer | undefined> => {
        const name = `seg${sequence}.m4s`;
        return stream.find(name) ?? stream.past.load(name);
      },
      async close() {
        catalog.close();
        stream.close();
        await recorder.close();
        await timeShift.close();
      },
    };
  }

  it('keeps what has left memory for as long as it can be loaded, and then deletes it', async () => {
    const camera = await createCamera();
    await camera.film(60);
    const { segments } = camera.stream.window!;
    assert.ok(Math.abs(segments.length - 40) <= 1, `${segments.length} are listed`);
    assert.ok(camera.stream.stats().segmentCount <= 14, 'memory has what live playback needs');
    for (const { sequence, name, isOpen } of segments)
      if (!isOpen) assert.deepEqual(await camera.load(sequence), camera.bytesOf.get(name), name);
    assert.equal((await piecesThere()).length, 6);
    await camera.film(60);
    // Twice the window, and what of the oldest piece has left it.
    await until(async () => (await piecesThere()).length <= 10, 'old pieces to be deleted');
    const sizes = (await piecesThere()).map(
      async (piece) => (await stat(join(folder.path, fixtureCameraId, piece, 'media.mp4'))).size,
    );
    const onDisk = (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
    assert.equal(camera.timeShift.measure().storedBytes, onDisk);
    assert.deepEqual(camera.catalog.list(fixtureCameraId), [], 'no list has them');
    await camera.close();
    assert.deepEqual(await piecesThere(), []);
    assert.deepEqual(said, []);
  });

  it('is gone at the next start when the gateway was killed', async () => {
    const camera = await createCamera();
    await camera.film(5);
    assert.equal((await piecesThere()).length, 1);
    // Another gateway, as after a crash.
    const catalog = await folder.open();
    assert.deepEqual(catalog.list(fixtureCameraId), []);
    assert.deepEqual(await piecesThere(), []);
    await camera.close();
  });

  it('uses the bytes of a recording where one is made, and goes on by itself before and after it', async () => {
    const camera = await createCamera();
    await camera.film(5);
    const starting = camera.recorder.record();
    await until(() => camera.recorder.holdsStream, 'the recorder');
    await new Promise((resolve) => setImmediate(resolve));
    await camera.film(10);
    const { recordingId } = await starting;
    const ownBytes = camera.timeShift.measure().storedBytes;
    const stopping = camera.recorder.stop();
    await camera.film(1);
    const recording = await stopping;
    assert.equal(camera.timeShift.measure().storedBytes, ownBytes, 'no second copy');
    assert.equal(recording.segmentCount, 11);
    await camera.film(20);
    assert.ok(camera.timeShift.measure().storedBytes > ownBytes);
    const stored = camera.stream.window!.segments.filter(({ isOpen, isGap }) => !isOpen && !isGap);
    assert.ok(stored.length >= 32);
    const inRecording = stored.filter((segment) => segment.stored?.recordingId === recordingId);
    assert.equal(inRecording.length, 11);
    for (const { sequence, name } of stored)
      assert.deepEqual(await camera.load(sequence), camera.bytesOf.get(name), name);

    await camera.catalog.remove(recording);
    assert.equal(camera.stream.window!.segments[0]!.sequence, inRecording.at(-1)!.sequence + 1);
    assert.equal(await camera.load(inRecording[0]!.sequence), undefined);
    await camera.close();
  });

  it('answers that a segment is not there when its disk is gone, and live goes on', async () => {
    const camera = await createCamera();
    await camera.film(20);
    await rm(join(folder.path, fixtureCameraId), { recursive: true });
    await assert.rejects(camera.load(8), (error) => (error as GatewayError).code === 'not_found');
    assert.equal(camera.timeShift.measure().readFailureCount, 1);
    const before = camera.stream.stats().newestSequence;
    camera.push(60);
    assert.equal(camera.stream.stats().newestSequence, before + 2);
    await camera.close();
  });

  it('leaves the past to memory while the storage is full', async () => {
    const camera = await createCamera({ minFreeBytes: Number.MAX_SAFE_INTEGER });
    camera.push(30);
    await until(() => camera.timeShift.measure().writeFailureCount === 1, 'the failure');
    camera.push(30 * 30);
    assert.match(said.join(), /time shift cannot be kept now; live video goes on/);
    assert.deepEqual(await piecesThere(), []);
    assert.ok(camera.stream.window!.segments.length >= 31);
    assert.ok(await camera.load(8), 'from memory');
    await camera.close();
  });
});
