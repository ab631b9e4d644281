/**
 * What many viewers of one stream cost the gateway, and how late the last of them has each piece: viewers are plain HTTP
 * clients in a process of their own, on loopback. `npm run bench -- viewers --viewers 50,200,1000 --transport hls,fmp4
 * --seconds 15 --json FILE`. The lag is against the first viewer that had the same part or fragment.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchOptions } from './bench-process.js';
import { cameraId, startBenchScene } from './bench-scene.js';
import type { LoadCommand, LoadResult } from './load-client.js';
import { createOpened } from './opened.js';
import { startClockCamera } from './picture-clock/clock-camera.js';
import { measureProcess } from './process-cost.js';
import { formatTable, percentile } from './table.js';

const keyframeMs = 1000;
const clientPath = fileURLToPath(new URL('./load-client.ts', import.meta.url));

type Row = LoadResult & { transport: string; viewerCount: number; coreShare: number; residentBytes: number };

export async function run({ args }: BenchOptions): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      viewers: { type: 'string', default: '50,200' },
      transport: { type: 'string', default: 'hls,fmp4' },
      seconds: { type: 'string', default: '15' },
      json: { type: 'string' },
    },
  });
  const seconds = Number(values.seconds);
  const rows: Row[] = [];
  for (const transport of values.transport.split(',') as LoadCommand['transport'][])
    for (const viewerCount of values.viewers.split(',').map(Number))
      rows.push(await measure({ transport, viewerCount, seconds }));
  console.log(`\nViewers of one stream, 2 Mbit/s, ${seconds} s each; the load client has the other core`);
  console.log(
    formatTable([
      ['', 'viewers', 'gateway % of a core', 'MB', 'lag p50 ms', 'lag p95 ms', 'Mbit/s out', 'failed'],
      ...rows.map((row) => [
        row.transport,
        String(row.viewerCount),
        (row.coreShare * 100).toFixed(1),
        (row.residentBytes / 1e6).toFixed(0),
        percentile(row.lagsMs, 0.5).toFixed(0),
        percentile(row.lagsMs, 0.95).toFixed(0),
        ((row.receivedBytes * 8) / seconds / 1e6).toFixed(0),
        String(row.failureCount),
      ]),
    ]),
  );
  if (values.json) {
    const kept = rows.map(({ lagsMs, ...row }) => ({ ...row, lagP95Ms: percentile(lagsMs, 0.95) }));
    await writeFile(values.json, JSON.stringify(kept, null, 2));
  }
}

async function measure(wanted: Omit<LoadCommand, 'gatewayUrl' | 'cameraId'>): Promise<Row> {
  const opened = createOpened();
  try {
    const clock = opened.add(await startClockCamera({ keyframeMs }));
    const { gateway } = opened.add(
      await startBenchScene({ ingest: 'udp', srtLatencyMs: 20, keyframeMs, push: clock.push }),
    );
    const client = fork(clientPath);
    const command: LoadCommand = { ...wanted, gatewayUrl: gateway.url, cameraId };
    client.send(command);
    await once(client, 'message');
    const cost = await measureProcess(gateway.pid);
    const [result] = (await once(client, 'message')) as [LoadResult];
    const row = { ...wanted, ...result, ...cost() };
    console.log(
      `${wanted.transport}, ${wanted.viewerCount} viewers: ${(row.coreShare * 100).toFixed(0)} % of a core`,
    );
    return row;
  } finally {
    await opened.close();
  }
}
