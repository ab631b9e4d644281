/**
 * What hundreds of clients that hold on cost a viewer who watches: how late parts are with and without them, in turns in one
 * run of a camera. `npm run bench -- attackers --slow-loris 200 --stuck 200 --seconds 12 --runs 2 --json FILE`. Figures are
 * printed, never judged.
 */
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { until } from '../support/deadline.js';
import { cameraStateOf, openSession } from '../support/gateway-client.js';
import { startStuckClients } from '../support/stuck-clients.js';
import { parseNumber } from './bench-options.js';
import type { BenchOptions } from './bench-process.js';
import { cameraId, startBenchScene } from './bench-scene.js';
import { recordPictures } from './camera-pacer.js';
import { describeMachine } from './machine.js';
import { createOpened } from './opened.js';
import { createRecordedCamera } from './recorded-camera.js';
import { formatTable } from './table.js';
import { figureDelivery, joinArrivals } from './viewers/delivery-figures.js';
import { type LoadResult, startLoadClient } from './viewers/load-client.js';

const phases = ['without', 'with'] as const;
type Phase = (typeof phases)[number];

/** Playing has come to rest so long after the viewer has come. */
const settlesMs = 2000;
const keepAliveMs = 5000;
/** Sessions of viewers who stopped reading have ended by then, with the gateway's own settings. */
const calmWithinMs = 60_000;
const startsWithinSeconds = 45;

export async function run({ args, signal }: BenchOptions): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      'slow-loris': { type: 'string', default: '200' },
      stuck: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '12' },
      runs: { type: 'string', default: '2' },
      json: { type: 'string' },
    },
  });
  const lorisCount = parseNumber('slow-loris', values['slow-loris'], 0);
  const stuckCount = parseNumber('stuck', values.stuck, 0);
  const seconds = parseNumber('seconds', values.seconds, 1);
  const runCount = parseNumber('runs', values.runs, 1);
  const recording = await recordPictures({
    size: '640x480',
    framesPerSecond: 30,
    seconds: startsWithinSeconds + runCount * (2 * seconds + calmWithinMs / 1000),
    bitsPerSecond: 2_000_000,
  });
  const camera = createRecordedCamera(recording);
  const arrivals: Record<Phase, LoadResult['arrivals'][]> = { without: [], with: [] };
  const opened = createOpened();
  try {
    const scene = await startBenchScene({
      ingest: 'udp',
      srtLatencyMs: 20,
      keyframeMs: 1000,
      push: camera.push,
    });
    opened.add(scene);
    const { url } = scene.gateway;
    // Keeps the camera going between the viewers.
    const keeper = await openSession(url, cameraId);
    const keeping = setInterval(() => void keeper.keepAlive().catch(() => {}), keepAliveMs);
    opened.add({ close: async () => clearInterval(keeping) });
    const counts = {
      head: Math.ceil(lorisCount / 2),
      body: Math.floor(lorisCount / 2),
      ...Object.fromEntries(
        (['hls', 'fmp4', 'socket', 'mjpeg'] as const).map((kind, index) => [
          kind,
          Math.floor((stuckCount + index) / 4),
        ]),
      ),
    };
    for (let count = 1; count <= runCount; count += 1)
      for (const phase of phases) {
        const viewer = opened.add(
          await startLoadClient({ gatewayUrl: url, cameraId, transport: 'hls', viewerCount: 1 }),
        );
        const attackers =
          phase === 'with'
            ? opened.add(await startStuckClients({ gatewayUrl: url, cameraId, counts }))
            : undefined;
        await delay(settlesMs, undefined, { signal });
        viewer.measure();
        const heldBefore = await attackers?.held();
        await delay(seconds * 1000, undefined, { signal });
        const { arrivals: seen, missedCount, failedCount } = await viewer.end();
        arrivals[phase].push(seen);
        console.log(
          `run ${count}, ${phase} attackers: ${seen.size} parts, ${missedCount} missed, ${failedCount} failures` +
            (heldBefore
              ? `; held at its begin and end: ${JSON.stringify([heldBefore, await attackers!.held()])}`
              : ''),
        );
        await attackers?.close();
        await until(async () => (await cameraStateOf(url, cameraId)).viewers === 1, {
          what: 'the sessions of the attackers to end',
          withinMs: calmWithinMs,
          everyMs: 500,
        });
      }
  } finally {
    // The camera tells when it is closed what it sent when.
    await opened.close();
  }
  const figures = phases.map((phase) => figureDelivery(joinArrivals(arrivals[phase]), camera.sentAtMs));
  const [without, withThem] = figures as [(typeof figures)[number], (typeof figures)[number]];
  console.log(`\n${lorisCount} slow-loris connections and ${stuckCount} viewers who read nothing`);
  const row = (name: string, p50: number, p95: number) => [name, p50.toFixed(1), p95.toFixed(1)];
  console.log(
    formatTable([
      ['since camera', 'p50 ms', 'p95 ms'],
      row('without them', without.sinceCameraP50Ms, without.sinceCameraP95Ms),
      row('with them', withThem.sinceCameraP50Ms, withThem.sinceCameraP95Ms),
      row(
        'more',
        withThem.sinceCameraP50Ms - without.sinceCameraP50Ms,
        withThem.sinceCameraP95Ms - without.sinceCameraP95Ms,
      ),
    ]),
  );
  const report = { machine: await describeMachine(), options: values, without, with: withThem };
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}
