/** The line that every benchmark starts with: what it ran on. */
import { execFile } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { promisify } from 'node:util';

export async function describeMachine(): Promise<string> {
  const { stdout } = await promisify(execFile)('ffmpeg', ['-version']);
  const ffmpeg = stdout.split(' ')[2];
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const [load = 0] = loadavg();
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return [
    `${cpus().length} × ${processor}, ${gibibytes} GiB`,
    `${process.platform} ${release()}`,
    `Node ${process.version}`,
    `ffmpeg ${ffmpeg}`,
    `load ${load.toFixed(1)}`,
  ].join(' · ');
}
