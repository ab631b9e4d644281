import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { GatewayError } from '../errors/gateway-error.js';
import { createLocalFolder } from '../storage/local-folder.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import {
  createRecordingFolder,
  fixtureCameraId,
  keepRuns,
  type RecordingFolder,
} from '../testing/recording-fixture.js';
import type { RecordingCatalog } from './recording-catalog.js';
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

  it('says what to do when the folder cannot be used', async () => {
    const file = join(folder.path, 'a-file');
    await writeFile(file, '');
    await assert.rejects(
      createLocalFolder(join(file, 'x')).open(),
      /a-file\/x \(ENOTDIR\).*recording\.path/s,
    );
  });
});

describe('a disk that is full', () => {
  let folder: RecordingFolder;
  before(async () => {
    folder = await createRecordingFolder();
  });
  after(() => folder.remove());

  /** Holds so many bytes of media. */
  function createSmallDisk(storage: RecordingStorage, maxBytes: number): RecordingStorage {
    let leftBytes = maxBytes;
    return {
      ...storage,
      async create(key, file) {
        const growing = await storage.create(key, file);
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
