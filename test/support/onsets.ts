/** Finds when a recording flashes and when it beeps, by decoding it with the real ffmpeg. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Times in seconds on the recording's own timeline. */
export type Onsets = { flashes: number[]; beeps: number[] };

export async function findOnsets(recording: Buffer): Promise<Onsets> {
  const folder = await mkdtemp(join(tmpdir(), 'onsets-'));
  try {
    const file = join(folder, 'recording.mp4');
    await writeFile(file, recording);
    const quiet = ['-hide_banner', '-nostats', '-copyts', '-i', file];
    // Both filters report to stderr where black or silence ends: `black_end:1.0`, `silence_end: 1.0`.
    const black = await run('ffmpeg', [
      ...quiet,
      '-an',
      '-vf',
      'blackdetect=d=0.2:pix_th=0.5',
      '-f',
      'null',
      '-',
    ]);
    const silence = await run('ffmpeg', [
      ...quiet,
      '-vn',
      '-af',
      'silencedetect=noise=-30dB:d=0.2',
      '-f',
      'null',
      '-',
    ]);
    return {
      flashes: [...black.stderr.matchAll(/black_end:([\d.]+)/g)].map(([, time]) => Number(time)),
      beeps: [...silence.stderr.matchAll(/silence_end: ([\d.]+)/g)].map(([, time]) => Number(time)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
