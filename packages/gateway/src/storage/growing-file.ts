/**
 * A file of a local folder that grows at its end. Appended bytes go to the system at once, which outlives this program; to
 * the disk they go when `sync` is called. Made by the local folder.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { GrowingFile } from './recording-storage.js';

/** There must be none of this name. */
export async function createGrowingFile(path: string, mode: number): Promise<GrowingFile> {
  const handle = await open(path, 'wx', mode);
  let closing: Promise<void> | undefined;
  let unsynced = false;
  const sync = async (): Promise<void> => {
    if (!unsynced) return;
    await handle.datasync();
    if (!(await isInPlace(path, handle)))
      throw new Error(`${path} was removed or replaced while it was written`);
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

/** Whether a file that is open still has this name: one that was removed, or moved away with its folder, takes every byte without a word. */
export async function isInPlace(path: string, handle: FileHandle): Promise<boolean> {
  // It cannot be asked where the disk went away under it, as on a network.
  const own = await handle.stat().catch(() => undefined);
  const named = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (!['ENOENT', 'ENOTDIR'].includes(error.code ?? '')) throw error;
  });
  return own !== undefined && own.ino === named?.ino && own.dev === named.dev;
}
