/** Recordings whose files somebody else removes or replaces, and starts at a disk that takes nothing more. */
import assert from 'node:assert/strict';
import { mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { GatewayError } from '../errors/gateway-error.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import { within } from '../testing/deadline.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import {
  createRecordingFolder,
  fixtureCameraId,
  keepRuns,
  type RecordingFolder,
  writeVodPlaylist,
} from '../testing/recording-fixture.js';
import type { RecordingCatalog } from './recording-catalog.js';
import type { RecordingSummary } from './recording-summary.js';
import { recordStream } from './stream-recorder.js';

const hasCode = (code: string) => (error: unknown) => (error as GatewayError).code === code;

describe('a recording', () => {
  let folder: RecordingFolder;
  let catalog: RecordingCatalog;
  beforeEach(async () => {
    folder = await createRecordingFolder();
    catalog = await folder.open();
  });
  afterEach(() => folder.remove());

  const place = ({ recordingId }: RecordingSummary) => join(folder.path, fixtureCameraId, recordingId);

  /** Records until something is kept, lets it be spoiled, and records to the end. */
  async function spoil(strike: (recording: RecordingSummary) => Promise<void>): Promise<RecordingSummary> {
    const stream = createFixtureStream();
    let tellBegun: (recording: RecordingSummary) => void = () => {};
    const begun = new Promise<RecordingSummary>((resolve) => {
      tellBegun = resolve;
    });
    const recorder = recordStream({
      cameraId: fixtureCameraId,
      live: stream,
      catalog,
      maxDurationMs: 3_600_000,
      onBegun: (recording) => tellBegun(recording),
    });
    recorder.done.catch(() => {});
    const { push } = createFixtureRun(stream);
    push(61);
    const recording = await within(begun, 'a recording');
    await strike(recording);
    push(60);
    stream.close();
    await assert.rejects(recorder.done, hasCode('storage_failed'));
    return recording;
  }

  it('that is removed while it is made ends with an error, and is listed no more', async () => {
    const recording = await spoil((made) => rm(place(made), { recursive: true }));
    assert.throws(() => catalog.get(recording), hasCode('recording_not_found'));
  });

  it('whose folder is replaced while it is made ends with an error', async () => {
    await spoil(async (made) => {
      await rename(place(made), `${place(made)}-moved`);
      await mkdir(place(made));
    });
    assert.deepEqual(catalog.list(fixtureCameraId), []);
  });

  it('that somebody removes later is listed no more once it was asked for', async () => {
    const [recording] = await keepRuns(catalog, [{ seconds: 1, sound: 'none' }]);
    await rm(place(recording!), { recursive: true });
    await assert.rejects(catalog.indexOf(recording!), hasCode('recording_not_found'));
    assert.deepEqual(catalog.list(fixtureCameraId), []);
  });

  it('that is deleted while somebody asks for it is not there', async () => {
    const [recording] = await keepRuns(catalog, [{ seconds: 1, sound: 'none' }]);
    const slow: RecordingStorage = {
      ...folder.storage,
      async readAll(key, file) {
        if (file === 'index') await other.remove(key);
        return folder.storage.readAll(key, file);
      },
    };
    const other = await folder.open({ storage: slow });
    await assert.rejects(other.indexOf(recording!), hasCode('recording_not_found'));
  });
});

describe('a disk that takes nothing more', () => {
  let folder: RecordingFolder;
  let recording: RecordingSummary;
  let fullDisk: RecordingStorage;
  before(async () => {
    folder = await createRecordingFolder();
    const full = async (): Promise<never> => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    fullDisk = { ...folder.storage, open: async () => 1, create: full, replace: full };
    [recording] = (await keepRuns(await folder.open(), [{ seconds: 3, sound: 'none' }])) as [
      RecordingSummary,
    ];
    const place = join(folder.path, fixtureCameraId, recording.recordingId);
    await rm(join(place, 'summary.json'));
    await truncate(join(place, 'index.jsonl'), (await catalogBytes()) - 60);
  });
  after(() => folder.remove());

  const catalogBytes = () => folder.storage.sizeOf(recording, 'index');

  it('does not keep recordings from being played that a crash cut off', async () => {
    const complaints: string[] = [];
    const logger = {
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (_: object, text: string) => complaints.push(text),
    };
    const catalog = await folder.open({ storage: fullDisk, logger });
    const [restored] = catalog.list(fixtureCameraId);
    assert.deepEqual([restored?.segmentCount, restored?.endReason], [2, 'interrupted']);
    assert.match(writeVodPlaylist(await catalog.indexOf(restored!)), /TYPE:VOD\n[\s\S]*ENDLIST/);
    assert.match(complaints.join(), /can be played/);
    assert.ok(
      !(await readdir(join(folder.path, fixtureCameraId, recording.recordingId))).includes('summary.json'),
    );
  });

  it('leaves the rest of what is there when one of them cannot be read, and counts and deletes that one, too', async () => {
    const [other] = await keepRuns(await folder.open(), [{ seconds: 1, sound: 'none' }]);
    const broken: RecordingStorage = {
      ...folder.storage,
      readAll: async (key, file) => {
        if (key.recordingId === recording.recordingId)
          throw Object.assign(new Error('bad sector'), { code: 'EIO' });
        return folder.storage.readAll(key, file);
      },
    };
    const catalog = await folder.open({ storage: broken });
    assert.deepEqual(
      catalog.list(fixtureCameraId).map(({ recordingId }) => recordingId),
      [other!.recordingId],
    );
    assert.equal(catalog.measure().count, 2);
    const mediaBytes = await folder.storage.sizeOf(recording, 'media');
    assert.ok(catalog.measure().byteLength > other!.byteLength + mediaBytes);
    await catalog.remove(recording);
    assert.deepEqual(await readdir(join(folder.path, fixtureCameraId)), [other!.recordingId]);
  });

  it('leaves the other cameras when the folder of one cannot be listed, or another program put something there', async () => {
    await writeFile(join(folder.path, 'notes'), '');
    const broken: RecordingStorage = {
      ...folder.storage,
      listCameras: async () => ['locked', ...(await folder.storage.listCameras())],
      list: async (cameraId) => {
        if (cameraId === 'locked') throw Object.assign(new Error('not allowed'), { code: 'EACCES' });
        return folder.storage.list(cameraId);
      },
    };
    const catalog = await folder.open({ storage: broken });
    assert.deepEqual([...catalog.cameraIds()], [fixtureCameraId]);
  });

  it('has what is too old deleted where it cannot be read', async () => {
    const [young] = await keepRuns(await folder.open(), [{ seconds: 1, sound: 'none' }]);
    await writeFile(
      join(folder.path, fixtureCameraId, young!.recordingId, 'index.jsonl'),
      '{"kind":"other"}\n',
    );
    await rm(join(folder.path, fixtureCameraId, young!.recordingId, 'summary.json'));
    const rules = { maxAgeMs: 60_000, maxBytes: null, minFreeBytes: 0 };
    const at = (ageMs: number) => ({ rules, nowMs: () => young!.startedAtMs + ageMs });
    assert.ok((await folder.open(at(59_000))).measure().count > 0);
    assert.equal((await folder.open(at(3_600_000))).measure().count, 0);
  });
});
