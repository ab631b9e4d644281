/**
 * What recording a stream costs the gateway, and whether its viewers notice: the same viewers of the same stream, recorded
 * and not, in turn. `npm run bench -- recording --viewers 10 --transport hls --seconds 15 --rounds 2 --json FILE`; medians of
 * the rounds, and what they differ by. Figures are printed, never judged.
 */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseNumber, parseWord } from './bench-options.js';
import type { BenchOptions } from './bench-process.js';
import { recordPictures } from './camera-pacer.js';
import { describeMachine } from './machine.js';
import { formatTable } from './table.js';
import { headings, type LoadRow, measureLoad, medianOf } from './viewers/measure-load.js';

/** The camera's recording has to last until the last viewer has come, and through the measurement. */
const startsWithinSeconds = 20;

export async function run({ args, signal }: BenchOptions): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      viewers: { type: 'string', default: '10' },
      transport: { type: 'string', default: 'hls' },
      seconds: { type: 'string', default: '15' },
      /** Of one measurement without and one with recording. */
      rounds: { type: 'string', default: '2' },
      json: { type: 'string' },
    },
  });
  const viewerCount = parseNumber('viewers', values.viewers, 1);
  const transport = parseWord('transport', values.transport, ['hls', 'fmp4'] as const);
  const seconds = parseNumber('seconds', values.seconds, 1);
  const rounds = parseNumber('rounds', values.rounds, 1);
  const recording = await recordPictures({
    size: '640x480',
    framesPerSecond: 30,
    seconds: seconds + startsWithinSeconds,
    bitsPerSecond: 2_000_000,
  });
  const rows: Record<'plain' | 'recorded', LoadRow[]> = { plain: [], recorded: [] };
  const measure = (recordedTo?: string) =>
    measureLoad(
      { transport, viewerCount },
      { seconds, processCount: 1, recording, signal, ...(recordedTo !== undefined && { recordedTo }) },
    );
  for (let round = 1; round <= rounds; round += 1) {
    rows.plain.push(await measure());
    const path = await mkdtemp(join(tmpdir(), 'bench-recordings-'));
    try {
      rows.recorded.push(await measure(path));
      console.log(
        `round ${round}, load ${loadavg()[0]!.toFixed(1)}, ${await sizeOf(path)} bytes were recorded`,
      );
    } finally {
      await rm(path, { recursive: true });
    }
  }
  const rate = (recording.bitsPerSecond / 1e6).toFixed(1);
  console.log(
    `\nRecording: one stream of ${rate} Mbit/s, ${transport}, ${viewerCount} viewers, ${rounds} × ${seconds} s`,
  );
  const [plain, recorded] = [medianOf(rows.plain), medianOf(rows.recorded)];
  const difference = headings.map((heading) => recorded[heading] - plain[heading]);
  const format = (figures: readonly number[]) => figures.map((figure) => figure.toFixed(2));
  console.log(
    formatTable([
      ['', ...headings],
      ['not recorded', ...format(headings.map((heading) => plain[heading]))],
      ['recorded', ...format(headings.map((heading) => recorded[heading]))],
      ['difference', ...format(difference)],
    ]),
  );
  const report = { machine: await describeMachine(), options: values, rows };
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

/** That something was: of all media files. */
async function sizeOf(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true });
  const sizes = names
    .filter((name) => name.endsWith('media.mp4'))
    .map(async (name) => (await stat(join(path, name))).size);
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}
