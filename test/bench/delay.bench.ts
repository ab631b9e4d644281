/**
 * Delay from the wall clock drawn into the picture to the pixels in Chromium, for each way to watch, beside the pipeline of
 * ffmpeg and HLS files that people glue together: `npm run bench -- delay`; options in `delay-options.ts`. One after the
 * other; medians of the runs. Figures are printed, never judged.
 */
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { launchChromium } from '../support/browser.js';
import { proxyBrowserArgs } from '../support/proxy-example.js';
import type { BenchOptions } from './bench-process.js';
import { parseDelayOptions } from './delay-options.js';
import { describeMachine } from './machine.js';
import { formatDelays } from './picture-clock/delay-table.js';
import { watchImage, watchNotesPipeline, watchPlainHlsJs } from './picture-clock/peer-watches.js';
import { watchTag } from './picture-clock/tag-watch.js';
import type { WatchOptions, WatchOutcome } from './picture-clock/watch.js';

type Way = [name: string, watch: (options: WatchOptions) => Promise<WatchOutcome>];

const notesName = 'ffmpeg → HLS files, hls.js as it comes';
const peers: Record<string, Way> = {
  img: ['<img> on video.mjpeg', watchImage],
  'hls.js': ['our playlist, hls.js as it comes', watchPlainHlsJs],
  notes: [notesName, watchNotesPipeline],
};

export async function run({ args, signal }: BenchOptions): Promise<void> {
  const options = parseDelayOptions(args, Object.keys(peers));
  const { transports, proxies, peerNames, runCount, jsonPath, description, ...watchOptions } = options;
  const ways: Way[] = [
    ...transports.flatMap((name): Way[] => [
      [`tag, ${name}`, (watching) => watchTag(name, watching)],
      ...proxies.map(
        (proxy): Way => [
          `tag, ${name}, through ${proxy}`,
          (watching) => watchTag(name, { ...watching, proxy }),
        ],
      ),
    ]),
    ...peerNames.map((name) => peers[name]!),
  ];
  const results = new Map(ways.map(([name]) => [name, [] as WatchOutcome[]]));
  const { browser, close } = await launchChromium(proxies.length > 0 ? proxyBrowserArgs : []);
  // Ends whatever is being waited for in a page.
  signal.addEventListener('abort', () => void close(), { once: true });
  try {
    for (let count = 1; count <= runCount; count += 1)
      for (const [name, watch] of ways) {
        const outcome = await watch({ ...watchOptions, browser, signal }).catch(explain);
        signal.throwIfAborted();
        results.get(name)!.push(outcome);
        console.log(`run ${count}, load ${loadavg()[0]!.toFixed(1)}, ${name}: ${summarize(outcome)}`);
      }
  } finally {
    await close();
  }
  console.log(`\nCamera → screen: ${description}`);
  console.log(formatDelays(results, notesName));
  const report = {
    machine: await describeMachine(),
    options: watchOptions,
    results: Object.fromEntries(results),
  };
  if (jsonPath !== undefined) await writeFile(jsonPath, `${JSON.stringify(report, null, 2)}\n`);
  if ([...results.values()].flat().some(({ kind }) => kind === 'failed')) process.exitCode = 1;
}

function explain(error: unknown): WatchOutcome {
  return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
}

function summarize(outcome: WatchOutcome): string {
  if (outcome.kind === 'failed') return `failed: ${outcome.reason}`;
  if (outcome.kind === 'not offered') return outcome.kind;
  const { p50Ms, p95Ms, stallCount } = outcome.result;
  return `${Math.round(p50Ms)} / ${Math.round(p95Ms)} ms, ${stallCount} gaps above 500 ms`;
}
