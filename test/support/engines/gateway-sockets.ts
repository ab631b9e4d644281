/** How many TCP connections a server has, as the kernel sees it: no page can hide one. */
import { readFile } from 'node:fs/promises';

const established = '01';

/** Established connections whose near end is `port`; of Linux alone, of whichever process. */
export async function connectionCountOf(port: number): Promise<number> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8')));
  return tables
    .flatMap((table) => table.trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, near, , state]) => near?.endsWith(wanted) && state === established).length;
}
