/**
 * Naming a process so that another one can tell later whether it still lives: a number alone means nothing on another
 * machine, in another container, or once it was given away again. Used by the claim of a folder.
 */
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

export type ProcessName = {
  /** Where its number means something; `null` where that cannot be told. */
  place: string | null;
  pid: number;
  /** Other than of an earlier process of this number; `null` where that cannot be told. */
  startedAt: string | null;
};

/** This one. */
export async function nameProcess(): Promise<ProcessName> {
  const { pid } = process;
  return { place: await namePlace(), pid, startedAt: await startOf(pid) };
}

/** `unknown`: it may run where this process cannot see it. */
export async function judgeLife({
  place,
  pid,
  startedAt,
}: ProcessName): Promise<'alive' | 'dead' | 'unknown'> {
  if (place === null || place !== (await namePlace())) return 'unknown';
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'dead';
  }
  const foundStart = await startOf(pid);
  const isAnother = startedAt !== null && foundStart !== null && foundStart !== startedAt;
  return isAnother ? 'dead' : 'alive';
}

/** On Linux one boot of one machine, and a namespace of process ids: each container has one. */
async function namePlace(): Promise<string | null> {
  if (process.platform !== 'linux') return hostname();
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** Clock ticks after boot (proc(5), field 22 of `stat`); the name in field 2 may hold anything, so it is counted from its end. */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}
