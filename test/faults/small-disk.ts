/** Disks of a few megabytes that a test may fill, freeze and make read-only: a tmpfs, or ext4 in a file. For root on Linux. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type SmallDisk = {
  /** Where it is mounted. */
  path: string;
  /** Nothing new can be made on it; files that are open stay as they are. */
  makeReadOnly(): Promise<void>;
  makeWritable(): Promise<void>;
  /** Whoever writes waits, until it is thawed. For `ext4`. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  close(): Promise<void>;
};

const run = promisify(execFile);

/** Why no disk can be mounted here; `false`: they can. */
export function whyNoDisk(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a disk is mounted by root, on Linux';
  const path = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path], { stdio: 'ignore' });
    execFileSync('umount', [path]);
    return false;
  } catch {
    return 'this machine lets root mount nothing, as most containers do';
  } finally {
    execFileSync('rmdir', [path]);
  }
}

export async function mountDisk(kind: 'tmpfs' | 'ext4', byteLength: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'disk-'));
  const path = join(folder, 'mounted');
  await run('mkdir', [path]);
  if (kind === 'tmpfs') await run('mount', ['-t', 'tmpfs', '-o', `size=${byteLength}`, 'tmpfs', path]);
  else {
    const image = join(folder, 'image');
    const file = await open(image, 'w');
    await file.truncate(byteLength);
    await file.close();
    await run('mkfs.ext4', ['-q', '-F', image]);
    await run('mount', ['-o', 'loop', image, path]);
  }
  let isFrozen = false;
  // Who waits for a frozen disk cannot be ended, not even by SIGKILL.
  const letGo = () => {
    if (isFrozen) execFileSync('fsfreeze', ['-u', path]);
    execFileSync('umount', ['-l', path]);
  };
  process.once('exit', letGo);
  return {
    path,
    async makeReadOnly() {
      await run('mount', ['--bind', path, path]);
      await run('mount', ['-o', 'remount,bind,ro', path]);
    },
    makeWritable: async () => void (await run('umount', [path])),
    async freeze() {
      isFrozen = true;
      await run('fsfreeze', ['-f', path]);
    },
    async thaw() {
      await run('fsfreeze', ['-u', path]);
      isFrozen = false;
    },
    async close() {
      process.off('exit', letGo);
      letGo();
      await rm(folder, { recursive: true });
    },
  };
}
