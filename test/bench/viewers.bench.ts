/**
 * What many viewers of one stream cost the gateway, and how late they have each piece: plain HTTP clients in processes of
 * their own, on loopback. `npm run bench -- viewers --viewers 50,200,1000 --transport hls,fmp4 --seconds 15 --runs 3
 * --processes 1 --json FILE`; medians of the runs. Figures are printed, never judged.
 */
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { parseNumber, parseWords } from './bench-options.js';
import type { BenchOptions } from './bench-process.js';
import { recordPictures } from './camera-pacer.js';
import { describeMachine } from './machine.js';
import { formatTable } from './table.js';
import { headings, type Load, type LoadRow, measureLoad, medianOf } from './viewers/measure-load.js';

/** The camera's recording has to last until the last viewer has come, and through the measurement. */
const startsWithinSeconds = 45;

export async function run({ args, signal }: BenchOptions): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      viewers: { type: 'string', default: '50,200,1000' },
      transport: { type: 'string', default: 'hls,fmp4' },
      seconds: { type: 'string', default: '15' },
      runs: { type: 'string', default: '1' },
      /** The viewers are shared out among so many processes. */
      processes: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  });
  const seconds = parseNumber('seconds', values.seconds, 1);
  const runCount = parseNumber('runs', values.runs, 1);
  const processCount = parseNumber('processes', values.processes, 1);
  const counts = values.viewers.split(',').map((text) => parseNumber('viewers', text, 1));
  const transports = parseWords('transport', values.transport, ['hls', 'fmp4'] as const);
  const recording = await recordPictures({
    size: '640x480',
    framesPerSecond: 30,
    seconds: seconds + startsWithinSeconds,
    bitsPerSecond: 2_000_000,
  });
  const loads = transports.flatMap((transport) =>
    counts.map((viewerCount): Load => ({ transport, viewerCount })),
  );
  const results = loads.map((load) => ({ ...load, runs: [] as LoadRow[] }));
  for (let count = 1; count <= runCount; count += 1)
    for (const { runs, ...load } of results) {
      const row = await measureLoad(load, { seconds, processCount, recording, signal });
      runs.push(row);
      console.log(
        `run ${count}, load ${loadavg()[0]!.toFixed(1)}, ${describe(load)}: ${formatRow(row)[0]} %`,
      );
    }
  const rate = (recording.bitsPerSecond / 1e6).toFixed(1);
  console.log(`\nMany viewers: one stream of ${rate} Mbit/s, 30 pictures/s, ${runCount} × ${seconds} s`);
  const medians = results.map(({ runs, ...load }) => [describe(load), ...formatRow(medianOf(runs))]);
  console.log(formatTable([['', ...headings], ...medians]));
  const report = { machine: await describeMachine(), options: values, results };
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

function formatRow(row: LoadRow): string[] {
  return headings.map((heading) => row[heading].toFixed(row[heading] < 100 ? 1 : 0));
}

function describe({ transport, viewerCount }: Load): string {
  return `${transport}, ${viewerCount} viewers`;
}
