/** Which programs hold a device or a file open, as far as this user may see; for saying who keeps a camera busy. */
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** Such as `motion (process 812)`; empty when nobody does, or it cannot be seen. Linux only; never throws. */
export function whoUses(path: string): string[] {
  const target = orNull(() => realpathSync(path));
  if (target === null) return [];
  const pids = orNull(() => readdirSync('/proc'))?.filter((name) => /^\d+$/.test(name)) ?? [];
  return pids.flatMap((pid) => {
    const files = orNull(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    const isUser = files.some((file) => orNull(() => readlinkSync(`/proc/${pid}/fd/${file}`)) === target);
    if (!isUser) return [];
    const name = orNull(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? 'a program';
    return [`${name} (process ${pid})`];
  });
}

/** Processes end while they are looked at, and those of other users do not show. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
