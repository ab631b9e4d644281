/** Measures one load: so many viewers of one stream, and what the gateway has to do for them. Called by the viewers benchmark. */
import { setTimeout as delay } from 'node:timers/promises';
import { cameraId, startBenchScene } from '../bench-scene.js';
import type { Recording } from '../camera-pacer.js';
import { createOpened } from '../opened.js';
import { measureProcess } from '../process-cost.js';
import { createRecordedCamera } from '../recorded-camera.js';
import { percentile } from '../table.js';
import { figureDelivery, joinArrivals } from './delivery-figures.js';
import { startLoadClient } from './load-client.js';
import type { ViewerDeps } from './load-viewer.js';

export type Load = { transport: ViewerDeps['transport']; viewerCount: number };

export type LoadOptions = {
  seconds: number;
  processCount: number;
  recording: Recording;
  /** Folder that the gateway records the stream into meanwhile. @default it does not */
  recordedTo?: string;
  signal: AbortSignal;
};

/** Figures by the heading of their column. */
export type LoadRow = Record<(typeof headings)[number], number>;

export const headings = [
  'gateway CPU %',
  'gateway MB',
  'since camera p50 ms',
  'since camera p95 ms',
  'since first viewer p50 ms',
  'since first viewer p95 ms',
  'Mbit/s each',
  'requests/s',
  'client CPU %',
  'missed',
  'failed',
] as const;

/** Playing has come to rest so long after the last viewer has come. */
const settlesMs = 2000;
const everySecondMs = 1000;
const keyframeMs = 1000;

export async function measureLoad({ transport, viewerCount }: Load, options: LoadOptions): Promise<LoadRow> {
  const { seconds, processCount, recording, recordedTo, signal } = options;
  const opened = createOpened();
  try {
    const camera = createRecordedCamera(recording);
    const scene = await startBenchScene({
      ingest: 'udp',
      srtLatencyMs: 20,
      keyframeMs,
      push: camera.push,
      ...(recordedTo !== undefined && {
        recording: { mode: 'always', path: recordedTo, minFreeBytes: 0 },
      }),
    });
    opened.add(scene);
    const { gateway } = scene;
    const shares = shareOut(viewerCount, processCount);
    const started = await Promise.allSettled(
      shares.map(async (count) =>
        opened.add(
          await startLoadClient({ gatewayUrl: gateway.url, cameraId, transport, viewerCount: count }),
        ),
      ),
    );
    const clients = started.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
    await delay(settlesMs, undefined, { signal });
    const gatewayCost = await measureProcess(gateway.pid);
    const clientCosts = await Promise.all(clients.map(({ pid }) => measureProcess(pid)));
    for (const client of clients) client.measure();
    const startedAtMs = performance.now();
    let mostBytes = 0;
    while (performance.now() - startedAtMs < seconds * 1000) {
      await delay(everySecondMs, undefined, { signal });
      mostBytes = Math.max(mostBytes, gatewayCost().residentBytes);
    }
    const elapsedSeconds = (performance.now() - startedAtMs) / 1000;
    const { coreShare } = gatewayCost();
    const clientShare = Math.max(...clientCosts.map((cost) => cost().coreShare));
    const results = await Promise.all(clients.map((client) => client.end()));
    // The camera tells when it is closed what it sent when.
    await opened.close();
    const sum = (pick: (result: (typeof results)[number]) => number) =>
      results.reduce((total, result) => total + pick(result), 0);
    const failure = results.find(({ firstFailure }) => firstFailure)?.firstFailure;
    if (failure !== undefined) console.log(`a viewer failed: ${failure}`);
    const figures = figureDelivery(joinArrivals(results.map(({ arrivals }) => arrivals)), camera.sentAtMs);
    return {
      'gateway CPU %': coreShare * 100,
      'gateway MB': mostBytes / 1e6,
      'since camera p50 ms': figures.sinceCameraP50Ms,
      'since camera p95 ms': figures.sinceCameraP95Ms,
      'since first viewer p50 ms': figures.sinceFirstP50Ms,
      'since first viewer p95 ms': figures.sinceFirstP95Ms,
      'Mbit/s each': (sum(({ receivedBytes }) => receivedBytes) * 8) / elapsedSeconds / viewerCount / 1e6,
      'requests/s': sum(({ requestCount }) => requestCount) / elapsedSeconds,
      'client CPU %': clientShare * 100,
      missed: sum(({ missedCount }) => missedCount),
      failed: sum(({ failedCount }) => failedCount),
    };
  } finally {
    await opened.close();
  }
}

/** Each figure the median of its own. */
export function medianOf(rows: readonly LoadRow[]): LoadRow {
  const middle = headings.map((heading) => [
    heading,
    percentile(
      rows.map((row) => row[heading]),
      0.5,
    ),
  ]);
  return Object.fromEntries(middle) as LoadRow;
}

function shareOut(total: number, parts: number): number[] {
  const shares = Array.from({ length: parts }, (_, index) => Math.floor((total + index) / parts));
  return shares.filter((share) => share > 0);
}
