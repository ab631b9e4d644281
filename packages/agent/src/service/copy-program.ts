/**
 * Copies the program from where it runs now (npx's cache, a clone, a global installation) to where a service can see it.
 * It is a bundle and needs no other package, so neither network nor npm takes part: what was tried is what is installed.
 */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageDirectory } from '../package-directory.js';

/** What of the package the program needs to run, licences included. */
const parts = ['package.json', 'bin', 'program', 'python'];

/** The program's file, below the folder that it was copied to. */
export const programFile = 'bin/rpi-live-camera-agent.js';

/** False in a clone that was not built. */
export function isBuilt(sourceDirectory: string = packageDirectory): boolean {
  return existsSync(join(sourceDirectory, 'program'));
}

/**
 * Copies beside the old one and then changes places, so that a copy that fails breaks nothing.
 *
 * @throws Error of the file system, as for a full disk
 */
export function copyProgram(targetDirectory: string, sourceDirectory: string = packageDirectory): void {
  const [fresh, old] = [`${targetDirectory}.new`, `${targetDirectory}.old`];
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(dirname(fresh), { recursive: true });
  for (const part of parts) {
    cpSync(join(sourceDirectory, part), join(fresh, part), { recursive: true, filter: isShipped });
  }
  rmSync(old, { recursive: true, force: true });
  if (existsSync(targetDirectory)) renameSync(targetDirectory, old);
  renameSync(fresh, targetDirectory);
  rmSync(old, { recursive: true, force: true });
}

function isShipped(path: string): boolean {
  return !path.endsWith('__pycache__');
}
