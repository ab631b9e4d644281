/** The real ffmpeg behind a script that writes down each start of it, so that tests can count, find and kill them. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createFakeFfmpeg } from './fake-ffmpeg.js';

export type WatchedFfmpeg = {
  path: string;
  /** Process ids in the order of their starts, those that are gone included. */
  pids(): Promise<number[]>;
  remove(): Promise<void>;
};

export async function createWatchedFfmpeg(): Promise<WatchedFfmpeg> {
  const { path, remove } = await createFakeFfmpeg('echo $$ >> "$0.pids"\nexec ffmpeg "$@"');
  return {
    path,
    async pids() {
      const lines = await readFile(`${path}.pids`, 'utf8').catch(() => '');
      return lines.split('\n').filter(Boolean).map(Number);
    },
    remove,
  };
}

/** Also false for a zombie that nobody has waited for yet, where the system can tell. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
