/** The files that sensors are, under `/sys` and `/proc`: short texts that the kernel writes while they are read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads at once and not later: a status says how things are now, and these files take microseconds.
 *
 * @param rootDirectory where `/sys` and `/proc` are found; tests put files elsewhere
 * @returns undefined for whatever is not there or cannot be read
 */
export function readSensorFile(rootDirectory: string, path: string): string | undefined {
  try {
    return readFileSync(join(rootDirectory, path), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Names in a folder; none where there is no such folder. */
export function listSensorFolder(rootDirectory: string, path: string): string[] {
  try {
    return readdirSync(join(rootDirectory, path));
  } catch {
    return [];
  }
}
