/**
 * Recordings in a folder of this machine: `<path>/<camera>/<recording>/`, a file each for media, index, tables, summary, poster.
 * Appended bytes go to the system at once, which outlives this program; to the disk they go when `sync` is called. Only
 * small files are written under another name and renamed.
 */
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { cameraIdPattern } from '@rpi-live-camera/protocol';
import { isRecordingKey, type RecordingKey } from './recording-key.js';
import type { ByteSpan, GrowingFile, RecordingFile, RecordingStorage } from './recording-storage.js';
import { takeTurns } from './storage-turns.js';

const fileNames: Record<RecordingFile, string> = {
  media: 'media.mp4',
  index: 'index.jsonl',
  tables: 'tables.mp4',
  summary: 'summary.json',
  poster: 'poster.jpg',
};

/** Recordings are for the one who runs the gateway: others on the machine read none. */
const folderMode = 0o700;
const fileMode = 0o600;

/** @param path setting `recording.path` */
export function createLocalFolder(path: string): RecordingStorage {
  return takeTurns(openFolder(path));
}

function openFolder(path: string): RecordingStorage {
  const folderOf = (key: RecordingKey): string => {
    if (!isRecordingKey(key)) throw new Error('this is not the name of a recording');
    return join(path, key.cameraId, key.recordingId);
  };
  const pathOf = (key: RecordingKey, file: RecordingFile): string => join(folderOf(key), fileNames[file]);

  async function replace(key: RecordingKey, file: RecordingFile, bytes: Uint8Array): Promise<void> {
    const folder = folderOf(key);
    const unfinished = join(folder, `${fileNames[file]}.new`);
    const handle = await open(unfinished, 'w', fileMode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, pathOf(key, file));
    await syncFolder(folder);
  }

  return {
    async open() {
      try {
        // Not its parents: where a disk is missing that should be there, its place is no place for recordings.
        await mkdir(path, { mode: folderMode }).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
        });
        const probe = join(path, '.writable');
        await (await open(probe, 'w', fileMode)).close();
        await rm(probe);
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        const message =
          `Recordings cannot be kept in ${path} (${code}). ` +
          'Make this folder, writable for the user that runs the gateway, or set recording.path to another one.';
        throw new Error(message, { cause });
      }
    },

    async list() {
      const cameraIds = (await namesIn(path)).filter((name) => cameraIdPattern.test(name));
      const keys: RecordingKey[] = [];
      for (const cameraId of cameraIds)
        for (const recordingId of await namesIn(join(path, cameraId))) keys.push({ cameraId, recordingId });
      return keys.filter(isRecordingKey);
    },

    async create(key, file) {
      await mkdir(folderOf(key), { recursive: true, mode: folderMode });
      const path = pathOf(key, file);
      const growing = createGrowingFile(path, await open(path, 'wx', fileMode));
      await syncFolder(folderOf(key));
      return growing;
    },

    replace,
    readAll: (key, file) => readFile(pathOf(key, file)),

    async read(key, file, { at, byteLength }: ByteSpan) {
      const handle = await open(pathOf(key, file), 'r');
      try {
        const bytes = Buffer.allocUnsafe(byteLength);
        let filled = 0;
        while (filled < byteLength) {
          const { bytesRead } = await handle.read(bytes, filled, byteLength - filled, at + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      } finally {
        await handle.close();
      }
    },

    async sizeOf(key, file) {
      try {
        return (await stat(pathOf(key, file))).size;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
        throw error;
      }
    },

    async remove(key) {
      await rm(pathOf(key, 'index'), { force: true });
      await rm(folderOf(key), { recursive: true, force: true });
    },

    async freeBytes() {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    },
  };
}

function createGrowingFile(path: string, handle: FileHandle): GrowingFile {
  let closing: Promise<void> | undefined;
  let unsynced = false;
  const sync = async (): Promise<void> => {
    if (!unsynced) return;
    await handle.datasync();
    await assertInPlace(path, handle);
    unsynced = false;
  };
  return {
    async append(bytes) {
      unsynced = true;
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, at);
        at += bytesWritten;
      }
    },
    sync,
    close() {
      closing ??= sync().finally(() => handle.close());
      return closing;
    },
  };
}

/** A file that was removed, or moved away with its folder, takes every byte without a word. */
async function assertInPlace(path: string, handle: FileHandle): Promise<void> {
  const own = await handle.stat();
  const named = await stat(path);
  if (own.ino === named.ino && own.dev === named.dev) return;
  throw new Error(`${path} was replaced by another file while it was written`);
}

/** So that a new name in it survives a loss of power, where the system can do that (Windows cannot). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
