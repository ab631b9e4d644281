import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayError } from '../errors/gateway-error.js';
import { silentLogger } from '../log/logger.js';
import { createLocalFolder } from '../storage/local-folder.js';
import type { RecordingFile, RecordingStorage } from '../storage/recording-storage.js';
import { within } from '../testing/deadline.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import {
  createRecordingFolder,
  fixtureCameraId,
  keepRuns,
  type RecordingFolder,
} from '../testing/recording-fixture.js';
import { RecordingCatalog } from './recording-catalog.js';
import type { RecordingSummary } from './recording-summary.js';
import { recordStream } from './stream-recorder.js';

const hasCode = (code: string) => (error: unknown) => (error as GatewayError).code === code;

describe('RecordingCatalog', () => {
  let folder: RecordingFolder;
  before(async () => {
    folder = await createRecordingFolder();
    await keepRuns(await folder.open(), [{ seconds: 6, sound: 'none' }], { maxDurationMs: 2000 });
  });
  after(() => folder.remove());

  it('deletes the oldest recordings until all fit, with everything that they were', async () => {
    const catalog = await folder.open();
    const [newest, , oldest] = catalog.list(fixtureCameraId);
    const { byteLength } = catalog.measure();
    const smaller = await folder.open({
      rules: { maxAgeMs: null, maxBytes: byteLength - 1, minFreeBytes: 0 },
    });
    assert.equal(smaller.list(fixtureCameraId).length, 2);
    assert.throws(() => smaller.get(oldest!), hasCode('recording_not_found'));
    assert.ok(smaller.get(newest!));
    const names = await readdir(join(folder.path, fixtureCameraId));
    assert.ok(!names.includes(oldest!.recordingId) && names.length === 2);
  });

  it('deletes what ended too long ago', async () => {
    const [newest] = (await folder.open()).list(fixtureCameraId);
    const rules = { maxAgeMs: 60_000, maxBytes: null, minFreeBytes: 0 };
    const catalog = await folder.open({ rules, nowMs: () => newest!.endedAtMs + 60_000 });
    assert.deepEqual(
      catalog.list(fixtureCameraId).map(({ recordingId }) => recordingId),
      [newest!.recordingId],
    );
  });

  it('lists in the order of the ids, by which pages are cut, also what began within a second', async () => {
    const other = await createRecordingFolder();
    const catalog = await other.open();
    for (let count = 0; count < 6; count++) await keepSynthetic(catalog);
    const ids = catalog.list(fixtureCameraId).map(({ recordingId }) => recordingId);
    assert.equal(new Set(ids.map((id) => id.slice(0, 16))).size, 1);
    assert.deepEqual(ids, [...ids].sort().reverse());
    await other.remove();
  });

  it('reads no index at the start of what is finished, however many there are', async () => {
    const read: string[] = [];
    const storage: RecordingStorage = {
      ...folder.storage,
      readAll: (key, file) => {
        read.push(file);
        return folder.storage.readAll(key, file);
      },
    };
    const { length } = (await folder.open({ storage })).list(fixtureCameraId);
    assert.deepEqual(read, Array(length).fill('summary'));
  });

  it('deletes one that is being made: it is ended, and what comes then is in the next', async () => {
    const other = await createRecordingFolder();
    const catalog = await other.open();
    const stream = createFixtureStream();
    const begun: RecordingSummary[] = [];
    const recorder = recordStream({
      cameraId: fixtureCameraId,
      live: stream,
      catalog,
      maxDurationMs: 3_600_000,
      onBegun: (recording) => begun.push(recording),
    });
    const { push } = createFixtureRun(stream);
    const untilBegun = (count: number): Promise<void> =>
      within(
        (async () => {
          while (begun.length < count) await delay(2);
        })(),
        'a recording',
      );
    push(61);
    await untilBegun(1);
    await catalog.remove(begun[0]!);
    assert.deepEqual(catalog.list(fixtureCameraId), []);
    assert.deepEqual(await readdir(join(other.path, fixtureCameraId)), []);
    assert.equal(recorder.isRecording, false);
    push(60);
    await untilBegun(2);
    stream.close();
    await recorder.done;
    const [kept] = catalog.list(fixtureCameraId);
    assert.deepEqual([kept?.recordingId, kept?.endReason], [begun[1]!.recordingId, 'stream_ended']);
    assert.equal(kept!.startedAtMs, begun[0]!.endedAtMs + 1000, 'all but the second before is there');
    await other.remove();
  });

  it('refuses names that are none of ours', async () => {
    const catalog = await folder.open();
    for (const recordingId of ['..', '../../etc', '20261120T120000Z-aaaaaaa1', '.']) {
      assert.throws(
        () => catalog.get({ cameraId: fixtureCameraId, recordingId }),
        hasCode('recording_not_found'),
      );
      await assert.rejects(folder.storage.remove({ cameraId: fixtureCameraId, recordingId }), /not the name/);
      await assert.rejects(folder.storage.remove({ cameraId: '..', recordingId }), /not the name/);
    }
  });

  it('has its folder for itself alone', async () => {
    const second = createLocalFolder(folder.path);
    const catalog = new RecordingCatalog({
      storage: second,
      rules: { maxAgeMs: null, maxBytes: null, minFreeBytes: 0 },
      logger: silentLogger,
    });
    await assert.rejects(catalog.ready(), (error: GatewayError) => {
      assert.equal(error.code, 'storage_failed');
      assert.match(error.message, /used by another gateway .* Set recording\.path/);
      return true;
    });
    catalog.close();
    await second.close();
    assert.ok((await readdir(folder.path)).includes('.gateway'), 'the claim of the first one stays');
  });

  it('says what to do when the folder cannot be used', async () => {
    const file = join(folder.path, 'a-file');
    await writeFile(file, '');
    await assert.rejects(
      createLocalFolder(join(file, 'x')).open(),
      /a-file\/x \(ENOTDIR\).*recording\.path/s,
    );
  });
});

/** A second of a camera without pictures, at once. */
async function keepSynthetic(catalog: RecordingCatalog): Promise<void> {
  const stream = createFixtureStream();
  const recorder = recordStream({
    cameraId: fixtureCameraId,
    live: stream,
    catalog,
    maxDurationMs: 3_600_000,
    onBegun: () => {},
  });
  createFixtureRun(stream).push(31);
  stream.close();
  await recorder.done;
}

describe('a disk that is full', () => {
  let folder: RecordingFolder;
  before(async () => {
    folder = await createRecordingFolder();
  });
  after(() => folder.remove());

  /** Holds so many bytes of one kind of file. */
  function createSmallDisk(
    storage: RecordingStorage,
    maxBytes: number,
    limited: RecordingFile = 'media',
  ): RecordingStorage {
    let leftBytes = maxBytes;
    return {
      ...storage,
      async create(key, file) {
        const growing = await storage.create(key, file);
        if (file !== limited) return growing;
        return {
          ...growing,
          async append(bytes) {
            await growing.append(bytes.subarray(0, leftBytes));
            if (bytes.length > leftBytes) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
            leftBytes -= bytes.length;
          },
        };
      },
    };
  }

  it('ends the recording with what it has, and live goes on', async () => {
    const catalog: RecordingCatalog = await folder.open({ storage: createSmallDisk(folder.storage, 20_000) });
    const stream = createFixtureStream();
    const recorder = recordStream({
      cameraId: fixtureCameraId,
      live: stream,
      catalog,
      maxDurationMs: 3_600_000,
      onBegun: () => {},
    });
    const { push } = createFixtureRun(stream);
    push(30 * 12);
    await assert.rejects(recorder.done, hasCode('storage_full'));
    push(30 * 3);
    assert.equal(stream.stats().newestSequence, 7 + 14);
    stream.close();
    const [kept] = catalog.list(fixtureCameraId);
    assert.equal(kept?.endReason, 'storage_full');
    assert.equal((await catalog.indexOf(kept)).endReason, 'storage_full', 'a player waits for nothing more');
    const restored = (await folder.open()).list(fixtureCameraId)[0];
    assert.equal(restored?.segmentCount, kept?.segmentCount);
    assert.ok(kept!.segmentCount >= 2);
  });

  it('ends the recording in the index, too, where a line of it was cut off and a shorter one still fits', async () => {
    const catalog = await folder.open({ storage: createSmallDisk(folder.storage, 500, 'index') });
    const stream = createFixtureStream();
    const recorder = recordStream({
      cameraId: fixtureCameraId,
      live: stream,
      catalog,
      maxDurationMs: 3_600_000,
      onBegun: () => {},
    });
    const [before] = catalog.list(fixtureCameraId);
    createFixtureRun(stream).push(30 * 12);
    await assert.rejects(recorder.done, hasCode('storage_full'));
    stream.close();
    const kept = catalog
      .list(fixtureCameraId)
      .find(({ recordingId }) => recordingId !== before?.recordingId)!;
    const place = join(folder.path, fixtureCameraId, kept.recordingId);
    assert.match(await readFile(join(place, 'index.jsonl'), 'utf8'), /[^\n]\{"kind":"end"/);
    for (const one of [catalog, await folder.open()]) {
      const index = await one.indexOf(kept);
      assert.deepEqual([index.endReason, index.segments.length], ['storage_full', kept.segmentCount]);
    }
  });

  it('leaves nothing behind of one that could not begin', async () => {
    const closed: string[] = [];
    const tiny = createSmallDisk(folder.storage, 10, 'index');
    const storage: RecordingStorage = {
      ...tiny,
      async create(key, file) {
        const growing = await tiny.create(key, file);
        return {
          ...growing,
          close: () => {
            closed.push(file);
            return growing.close();
          },
        };
      },
    };
    const catalog = await folder.open({ storage });
    const place = join(folder.path, fixtureCameraId);
    const namesBefore = await readdir(place);
    await assert.rejects(
      catalog.begin({
        cameraId: fixtureCameraId,
        targetDurationSeconds: 1,
        startedAtMs: 0,
        endNow: () => {},
      }),
      { code: 'ENOSPC' },
    );
    assert.deepEqual([await readdir(place), closed], [namesBefore, ['media', 'index', 'tables']]);
  });

  it('keeps one from beginning, and says how much is left', async () => {
    const rules = { maxAgeMs: null, maxBytes: null, minFreeBytes: Number.MAX_SAFE_INTEGER };
    const catalog = await folder.open({ rules });
    await assert.rejects(catalog.assertRoom(), (error: GatewayError) => {
      assert.equal(error.code, 'storage_full');
      assert.match(error.message, /has \d+ bytes left, less than recording\.minFreeBytes/);
      return true;
    });
  });
});
