/**
 * Delay from the wall clock drawn into the picture to the pixels in Chromium, for each way to watch, beside the pipeline of
 * ffmpeg and HLS files that people glue together. `npm run bench -- delay --transport hls,fmp4 --seconds 30 --runs 3
 * --keyframe 1000 --ingest udp --json FILE`; medians of the runs.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { launchChromium } from '../support/browser.js';
import type { BenchOptions } from './bench-process.js';
import { type WatchResult, watchPlainHlsJs, watchSeeds, watchTag } from './picture-clock/watches.js';
import { formatTable, percentile } from './table.js';

const columns: [string, (result: WatchResult) => string][] = [
  ['p50 ms', ({ p50Ms }) => whole(p50Ms)],
  ['p95 ms', ({ p95Ms }) => whole(p95Ms)],
  ['longest gap ms', ({ longestGapMs }) => whole(longestGapMs)],
  ['gaps > 500 ms', ({ stallCount }) => whole(stallCount)],
  ['pictures/s', ({ picturesPerSecond }) => picturesPerSecond.toFixed(1)],
  ['drift ms', ({ driftMs }) => whole(driftMs)],
  ['latency off by ms', ({ latencyErrorMs }) => whole(latencyErrorMs)],
  ['first, idle ms', ({ firstFromIdleMs }) => whole(firstFromIdleMs)],
  ['first, joining ms', ({ firstJoiningMs }) => whole(firstJoiningMs)],
  ['gateway % of a core', ({ gatewayCoreShare = Number.NaN }) => (gatewayCoreShare * 100).toFixed(1)],
  ['gateway MB', ({ gatewayBytes = Number.NaN }) => whole(gatewayBytes / 1e6)],
];

export async function run({ args }: BenchOptions): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      transport: { type: 'string', default: 'hls,fmp4,mjpeg' },
      seconds: { type: 'string', default: '30' },
      runs: { type: 'string', default: '1' },
      keyframe: { type: 'string', default: '1000' },
      ingest: { type: 'string', default: 'udp' },
      json: { type: 'string' },
    },
  });
  const ingest = values.ingest === 'srt' ? 'srt' : 'udp';
  const { browser, close } = await launchChromium();
  const options = {
    seconds: Number(values.seconds),
    keyframeMs: Number(values.keyframe),
    ingest,
    browser,
  } as const;
  const watches: [string, () => Promise<WatchResult>][] = [
    ...values.transport
      .split(',')
      .map((name): [string, () => Promise<WatchResult>] => [`tag, ${name}`, () => watchTag(name, options)]),
    ['our playlist, hls.js as it comes', () => watchPlainHlsJs(options)],
    ['ffmpeg → HLS files, hls.js as it comes', () => watchSeeds(options)],
  ];
  const results = new Map<string, WatchResult[]>();
  try {
    for (let count = 0; count < Number(values.runs); count += 1)
      for (const [name, watch] of watches) {
        const result = await watch();
        console.log(`${name}: ${Math.round(result.p50Ms)} ms`);
        results.set(name, [...(results.get(name) ?? []), result]);
      }
  } finally {
    await close();
  }
  const medians = [...results].map(([name, list]): [string, WatchResult] => [name, medianOf(list)]);
  console.log(
    `\nCamera → screen: 640x480, 30 pictures/s, 2 Mbit/s, keyframe each ${values.keyframe} ms, ${ingest}, ` +
      `${values.runs} × ${values.seconds} s`,
  );
  const slowest = medians.at(-1)?.[1].p50Ms ?? Number.NaN;
  console.log(
    formatTable([
      ['', ...columns.map(([heading]) => heading), 'of the last'],
      ...medians.map(([name, result]) => [
        name,
        ...columns.map(([, format]) => format(result)),
        `1/${(slowest / result.p50Ms).toFixed(1)}`,
      ]),
    ]),
  );
  if (values.json)
    await writeFile(values.json, JSON.stringify({ options: values, results: [...results] }, null, 2));
}

function medianOf(results: readonly WatchResult[]): WatchResult {
  const names = Object.keys(results[0] ?? {}) as (keyof WatchResult)[];
  const entries = names.map((name) => [
    name,
    percentile(
      results.map((result) => result[name] ?? Number.NaN),
      0.5,
    ),
  ]);
  return Object.fromEntries(entries) as WatchResult;
}

function whole(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : String(Math.round(value));
}
