/** Executable stand-ins for ffmpeg, for what the real one cannot be made to do at will. Used by the tests of `ffmpeg/` and `ingest/`. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type FakeFfmpeg = { path: string; remove(): Promise<void> };

/** A program that runs `script` (of a POSIX shell). */
export async function createFakeFfmpeg(script: string): Promise<FakeFfmpeg> {
  const folder = await mkdtemp(join(tmpdir(), 'rpi-live-camera-'));
  const path = join(folder, 'ffmpeg');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
