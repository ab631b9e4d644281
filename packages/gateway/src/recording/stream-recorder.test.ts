import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { within } from '../testing/deadline.js';
import { createFixtureRun, createFixtureStream, fixtureNowMs } from '../testing/live-stream-fixture.js';
import { playClock } from '../testing/played-clock.js';
import {
  createRecordingFolder,
  fixtureCameraId,
  keepRuns,
  type RecordingFolder,
  writeVodPlaylist,
} from '../testing/recording-fixture.js';
import type { RecordingCatalog } from './recording-catalog.js';
import { recordStream } from './stream-recorder.js';
import { findVodFile } from './vod-files.js';

const run = promisify(execFile);

/** Waits until a recording has ended by this. */
const untilEnded = (catalog: RecordingCatalog, reason: string): Promise<void> =>
  within(
    (async () => {
      while (!catalog.list(fixtureCameraId).some(({ endReason }) => endReason === reason)) await delay(10);
    })(),
    `a recording that ended by ${reason}`,
  );

describe('recordStream', () => {
  let folder: RecordingFolder;
  let catalog: RecordingCatalog;
  before(async () => {
    folder = await createRecordingFolder();
    catalog = await folder.open();
  });
  after(() => folder.remove());

  it('keeps a stream of three restarts as one recording that ffmpeg plays without an error', async () => {
    const [recording] = await keepRuns(catalog, [
      { seconds: 2 },
      { seconds: 2, afterMs: 4000 },
      { seconds: 2, afterMs: 1000 },
      { seconds: 2, afterMs: 2000 },
    ]);
    const index = await catalog.indexOf(recording!);
    const playlist = writeVodPlaylist(index);
    assert.equal(playlist.match(/#EXT-X-DISCONTINUITY\n/g)?.length, 3);
    assert.equal(playlist.match(/#EXT-X-MAP/g)?.length, 4);
    assert.match(playlist, /#EXT-X-PLAYLIST-TYPE:VOD\n[\s\S]*#EXT-X-ENDLIST\n$/);
    const dates = [...playlist.matchAll(/(?:DISCONTINUITY|MEDIA-SEQUENCE:0)\n.*MAP.*\n.*DATE-TIME:(.*)/g)];
    const startedAtMs = dates.map(([, date]) => Date.parse(date!) - fixtureNowMs);
    for (const [number, expectedMs] of [0, 6000, 9000, 13_000].entries())
      assert.ok(Math.abs(startedAtMs[number]! - expectedMs) < 300, `${startedAtMs}`);
    assert.equal(recording!.durationMs, Math.round(recording!.durationMs));
    assert.ok(Math.abs(recording!.durationMs - 8000) < 200, `${recording!.durationMs} ms`);

    for (const name of playlist.match(/(?:init|seg)\d+\.(?:mp4|m4s)/g)!)
      await writeFile(
        join(folder.path, name),
        await catalog.readMedia(recording!, findVodFile(index, name)!),
      );
    const path = join(folder.path, 'index.m3u8');
    await writeFile(path, playlist);
    const { stderr } = await run('ffmpeg', [
      '-nostdin',
      '-v',
      'error',
      '-allowed_extensions',
      'ALL',
      '-i',
      path,
      '-f',
      'null',
      '-',
    ]);
    assert.equal(stderr.slice(0, 500), '');
    const probed = await run('ffprobe', [
      '-v',
      'error',
      '-allowed_extensions',
      'ALL',
      '-count_packets',
      '-select_streams',
      'v',
      '-show_entries',
      'stream=nb_read_packets',
      '-of',
      'csv=p=0',
      path,
    ]);
    assert.equal(probed.stderr, '');
    assert.equal(Number.parseInt(probed.stdout, 10), 4 * 50);
  });

  it('goes on in the next recording when one has lasted long enough, with nothing lost between', async () => {
    const recordings = await keepRuns(catalog, [{ seconds: 5, sound: 'none' }], { maxDurationMs: 2000 });
    assert.deepEqual(
      recordings.map(({ segmentCount, endReason }) => [segmentCount, endReason]),
      [
        [2, 'continued'],
        [2, 'continued'],
        [1, 'stream_ended'],
      ],
    );
    assert.equal(recordings[0]!.endedAtMs, recordings[1]!.startedAtMs);
  });

  it('goes on in the next recording when one is large enough', async () => {
    const recordings = await keepRuns(catalog, [{ seconds: 5, sound: 'none' }], { maxBytes: 1 });
    assert.deepEqual(
      recordings.map(({ segmentCount }) => segmentCount),
      [1, 1, 1, 1, 1],
    );
  });

  it('is over, and the stream goes on, when the storage is slower than the camera', async () => {
    const stream = createFixtureStream();
    let release = (): void => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const recorder = recordStream({
      cameraId: fixtureCameraId,
      live: stream,
      catalog: {
        assertRoom: () => slow,
        begin: (deps) => catalog.begin(deps),
        finish: (writer, reason) => catalog.finish(writer, reason),
      },
      maxDurationMs: 3_600_000,
      maxQueuedBytes: 20_000,
      onBegun: () => {},
    });
    const { push } = createFixtureRun(stream);
    push(30 * 10);
    await assert.rejects(recorder.done, /slower than the camera/);
    const sequence = stream.stats().newestSequence;
    push(30 * 2);
    assert.equal(stream.stats().newestSequence, sequence + 2);
    release();
    await untilEnded(catalog, 'storage_too_slow');
    stream.close();
  });
});

describe('a storage that hangs', () => {
  it('lets go of who stops recording, and finishes when it goes on', async () => {
    const folder = await createRecordingFolder();
    const catalog = await folder.open();
    const stream = createFixtureStream();
    let release = (): void => {};
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    let finishing: Promise<unknown> = Promise.resolve();
    const recorder = recordStream({
      cameraId: fixtureCameraId,
      live: stream,
      catalog: {
        assertRoom: () => hanging,
        begin: (deps) => catalog.begin(deps),
        finish: (writer, reason) => {
          const finished = catalog.finish(writer, reason);
          finishing = finished;
          return finished;
        },
      },
      maxDurationMs: 3_600_000,
      finishWithinMs: 50,
      onBegun: () => {},
    });
    const { push } = createFixtureRun(stream);
    push(61);
    recorder.stop();
    push(30);
    await assert.rejects(recorder.done, /slower than the camera/);
    release();
    await untilEnded(catalog, 'stopped');
    stream.close();
    await finishing;
    await folder.remove();
  });
});

describe('a recording of a silent camera', () => {
  const clock = playClock();

  it('ends one when the silence is long, and goes on in the next when the camera sends again', async () => {
    const folder = await createRecordingFolder();
    const catalog = await folder.open();
    const stream = createFixtureStream();
    const recorder = recordStream({
      cameraId: fixtureCameraId,
      live: stream,
      catalog,
      maxDurationMs: 3_600_000,
      onBegun: () => {},
    });
    createFixtureRun(stream).push(61);
    await clock.pass(119_000);
    assert.equal(catalog.list(fixtureCameraId)[0]!.endReason, undefined);
    assert.equal(recorder.isRecording, true);
    await clock.pass(4000);
    assert.equal(recorder.isRecording, false);
    await untilEnded(catalog, 'camera_silent');
    createFixtureRun(stream).push(61);
    stream.close();
    await recorder.done;
    assert.deepEqual(
      catalog.list(fixtureCameraId).map(({ segmentCount, endReason }) => [segmentCount, endReason]),
      [
        [3, 'stream_ended'],
        [3, 'camera_silent'],
      ],
    );
    await folder.remove();
  });

  it('leaves out what is missing, and says that it does', async () => {
    const folder = await createRecordingFolder();
    const catalog = await folder.open();
    const stream = createFixtureStream();
    const recorder = recordStream({
      cameraId: fixtureCameraId,
      live: stream,
      catalog,
      maxDurationMs: 3_600_000,
      onBegun: () => {},
    });
    const { push } = createFixtureRun(stream);
    push(61);
    await clock.pass(3000);
    createFixtureRun(stream).push(61);
    stream.close();
    await recorder.done;
    const [recording] = catalog.list(fixtureCameraId);
    const { segments } = await catalog.indexOf(recording!);
    assert.deepEqual(
      segments.map(({ cut }) => cut),
      [false, false, false, true, false, false],
    );
    await folder.remove();
  });
});
