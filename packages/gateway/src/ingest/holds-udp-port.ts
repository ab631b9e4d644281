/** Tells when another process has bound a UDP port, without binding it oneself. Used by the SRT ingest. */
import { readdir, readFile, readlink } from 'node:fs/promises';

/** Column of the inode in `/proc/net/udp` (man 5 proc). */
const inodeColumn = 9;

/** Whether `pid` holds a UDP socket at `port`, in the eyes of this process's network namespace. Linux only. @throws Error when the tables cannot be read */
export async function holdsUdpPort(pid: number, port: number): Promise<boolean> {
  const inodes = await inodesAtPort(port);
  if (inodes.size === 0) return false;
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}

async function inodesAtPort(port: number): Promise<Set<string>> {
  const localPort = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set<string>();
  for (const table of ['/proc/net/udp', '/proc/net/udp6']) {
    const text = await readFile(table, 'utf8').catch((error: NodeJS.ErrnoException) => {
      // A kernel without IPv6 has no second table. Anything else, such as too many open files, is trouble.
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    for (const line of text.split('\n')) {
      const columns = line.trim().split(/\s+/);
      const inode = columns[inodeColumn];
      if (columns[1]?.endsWith(localPort) && inode !== undefined) inodes.add(inode);
    }
  }
  return inodes;
}
