/**
 * Recordings in a folder of this machine: `<path>/<camera>/<recording>/`, a file each for media, index, tables, summary, poster.
 * Only small files are written under another name and renamed. The folder belongs to one gateway at a time.
 */
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cameraIdPattern } from '@rpi-live-camera/protocol';
import { FolderClaim } from './folder-claim.js';
import { createGrowingFile } from './growing-file.js';
import { isRecordingKey, type RecordingKey, recordingIdPattern } from './recording-key.js';
import type { ByteSpan, RecordingFile, RecordingStorage } from './recording-storage.js';
import { createTurns, takeTurns } from './storage-turns.js';

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
  const turn = createTurns();
  return takeTurns(openFolder(path, new FolderClaim({ path, turn })), turn);
}

function openFolder(path: string, claim: FolderClaim): RecordingStorage {
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

  /** With the names of folders that it makes, each in its parent. */
  async function makeFolderOf(key: RecordingKey): Promise<void> {
    const folder = folderOf(key);
    const topmost = await mkdir(folder, { recursive: true, mode: folderMode });
    if (topmost === undefined) return;
    await syncFolder(dirname(topmost));
    if (topmost !== folder) await syncFolder(topmost);
  }

  async function hold(): Promise<void> {
    await claim.hold().catch((cause) => {
      throw explain(path, cause);
    });
  }

  /** What is not in the folder is gone only while the folder is there. */
  async function readThere<Read>(read: () => Promise<Read>): Promise<Read> {
    try {
      return await read();
    } catch (error) {
      if (isNothing(error)) await claim.assertHeld();
      throw error;
    }
  }

  const namesIn = (folder: string): Promise<string[]> =>
    readThere(() => readNames(folder)).catch((error) => {
      if (isNothing(error)) return [];
      throw error;
    });

  return {
    async open() {
      // One that was there is away with its disk: what is made now would be on another one.
      if (claim.count === 0) await makeFolder(path);
      await hold();
      return claim.count;
    },

    async listCameras() {
      return (await namesIn(path)).filter((name) => cameraIdPattern.test(name));
    },

    async list(cameraId) {
      const recordingIds = (await namesIn(join(path, cameraId))).filter((name) =>
        recordingIdPattern.test(name),
      );
      return recordingIds.map((recordingId) => ({ cameraId, recordingId }));
    },

    async create(key, file) {
      await hold();
      await makeFolderOf(key);
      const growing = await createGrowingFile(pathOf(key, file), fileMode);
      await syncFolder(folderOf(key));
      return growing;
    },

    replace,
    readAll: (key, file) => readThere(() => readFile(pathOf(key, file))),

    async read(key, file, { at, byteLength }: ByteSpan) {
      const handle = await readThere(() => open(pathOf(key, file), 'r'));
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
        return (await readThere(() => stat(pathOf(key, file)))).size;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
        throw error;
      }
    },

    async remove(key) {
      const folder = folderOf(key);
      // In a folder that is away everything seems to be removed already.
      await hold();
      await rm(pathOf(key, 'index'), { force: true });
      await rm(folder, { recursive: true, force: true });
    },

    async freeBytes() {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    },

    close: () => claim.release(),
  };
}

/** Not its parents: where a disk is missing that should be there, its place is no place for recordings. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { mode: folderMode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw explain(path, error);
  });
}

/** What the system says of the folder, in a sentence; others say what they mean. */
function explain(path: string, cause: NodeJS.ErrnoException): Error {
  const { code } = cause;
  if (code === undefined || code === 'ENOSPC' || code === 'EDQUOT') return cause;
  const message =
    `Recordings cannot be kept in ${path} (${code}). ` +
    'Make this folder, writable for the user that runs the gateway, or set recording.path to another one.';
  return new Error(message, { cause });
}

/** So that a new name in it survives a loss of power, where the system can do that (Windows cannot). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** Of folders. */
async function readNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Of this name, or there is a file where a folder should be. */
function isNothing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
