import assert from 'node:assert/strict';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createLocalFolder } from './local-folder.js';
import type { RecordingKey } from './recording-key.js';
import type { RecordingStorage } from './recording-storage.js';

const key: RecordingKey = { cameraId: 'door', recordingId: '20261120T120000Z-aaaaaaaa' };
const other: RecordingKey = { ...key, recordingId: '20261120T120000Z-bbbbbbbb' };

describe('a local folder that is away', () => {
  let parent: string;
  let path: string;
  let storage: RecordingStorage;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'folder-'));
    path = join(parent, 'recordings');
    storage = createLocalFolder(path);
    await storage.open();
    const media = await storage.create(key, 'media');
    await media.append(Buffer.from('media'));
    await media.close();
    await rename(path, `${path}-away`);
  });
  afterEach(async () => {
    await storage.close();
    await rm(parent, { recursive: true });
  });

  const calls: Record<string, () => Promise<unknown>> = {
    listCameras: () => storage.listCameras(),
    list: () => storage.list(key.cameraId),
    readAll: () => storage.readAll(key, 'index'),
    read: () => storage.read(key, 'media', { at: 0, byteLength: 5 }),
    sizeOf: () => storage.sizeOf(key, 'media'),
  };
  for (const [name, call] of Object.entries(calls))
    it(`does not have ${name} say that there is nothing`, () =>
      assert.rejects(call, (error: NodeJS.ErrnoException) => {
        assert.match(error.message, /recordings is not there.*disk/);
        return error.code === undefined;
      }));

  it('takes no removal for done', async () => {
    await assert.rejects(storage.remove(key), /cannot be kept in .*recordings \(ENOENT\)/);
    await rename(`${path}-away`, path);
    assert.equal(await storage.sizeOf(key, 'media'), 5);
    await storage.remove(key);
    assert.deepEqual(await readdir(join(path, key.cameraId)), []);
  });

  it('is not made anew, and says when it is back that it was away', async () => {
    await assert.rejects(storage.open(), /\(ENOENT\)/);
    assert.deepEqual(await readdir(parent), ['recordings-away']);
    await rename(`${path}-away`, path);
    const claim = await storage.open();
    assert.equal(await storage.open(), claim);
    assert.equal(claim, 2);
    assert.equal(await storage.sizeOf(other, 'media'), 0, 'now that can be told');
  });
});
