/**
 * The process of the benchmarks. When its parent goes, it breaks off: every benchmark ends what it has started, and what
 * is left after that is killed.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { descendantsOf } from '../support/processes.js';
import { OptionError } from './bench-options.js';
import { describeMachine } from './machine.js';

export type BenchOptions = {
  /** What follows the benchmark's name. */
  args: string[];
  /** Aborted when the benchmark shall end; it rejects then, after it has closed what it opened. */
  signal: AbortSignal;
};

export type Bench = (options: BenchOptions) => Promise<void>;

const benches: Record<string, () => Promise<{ run: Bench }>> = {
  ingest: () => import('./ingest.bench.js'),
  'first-part': () => import('./first-part.bench.js'),
  delay: () => import('./delay.bench.js'),
  viewers: () => import('./viewers.bench.js'),
  recording: () => import('./recording.bench.js'),
  attackers: () => import('./attackers.bench.js'),
};

const endsWithinMs = 15_000;
const interruptedCode = 130;

const ending = new AbortController();
const { signal } = ending;
process.on('disconnect', () => ending.abort(new Error('interrupted')));

async function runBenches([wanted, ...args]: string[]): Promise<void> {
  if (wanted !== undefined && !(wanted in benches))
    throw new OptionError(`no such benchmark: ${wanted}; there are: ${Object.keys(benches).join(', ')}`);
  console.log(await describeMachine());
  for (const [name, load] of Object.entries(benches)) {
    if (wanted !== undefined && wanted !== name) continue;
    const { run } = await load();
    await run({ args, signal });
  }
}

function report(error: unknown): number {
  if (signal.aborted) return interruptedCode;
  const isUsage =
    error instanceof OptionError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  console.error(isUsage ? (error as Error).message : error);
  return 1;
}

async function overdue(): Promise<number> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await delay(endsWithinMs);
  return interruptedCode;
}

const finished = runBenches(process.argv.slice(2)).then(() => Number(process.exitCode ?? 0), report);
const code = await Promise.race([finished, overdue()]);
for (const { pid } of await descendantsOf(process.pid)) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile, as the `ps` that listed it has.
  }
}
process.exit(code);
