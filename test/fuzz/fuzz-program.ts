/**
 * The process that a surface is fuzzed in: it can hang, run out of memory or crash, and the campaign that started it sees
 * which input did it. Started by `campaign.ts`.
 */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { readCorpus } from './corpus.js';
import type { FuzzFailure, FuzzReport, FuzzTask } from './messages.js';
import { createStepCounter } from './step-counter.js';
import { must, type OpenSurface } from './surface.js';
import { findSurface } from './surfaces.js';

const batchInputs = 500;
const aliveEveryMs = 200;
const heapEveryInputs = 10_000;
/** Counting costs more than trying: one in so many inputs is counted, and no more than the second. */
const stepShare = 5;
const maxStepInputs = 300;

const task = JSON.parse(process.argv[2] ?? '') as FuzzTask;
/** What is being tried, for errors that nobody catches. */
let current: unknown;
let done = 0;
/** A surface may take the clock over. */
const realNowMs = performance.now.bind(performance);

async function run(): Promise<void> {
  const surface = await findSurface(task.surface).open();
  tell({ kind: 'ready' });
  let failure: FuzzFailure | undefined;
  for (const mode of task.modes) failure ??= await trials[mode](surface);
  await surface.close?.();
  if (failure) tell({ kind: 'failed', failure });
  else tell({ kind: 'done', done });
}

async function tryInput(surface: OpenSurface<unknown>, input: unknown): Promise<void> {
  current = input;
  if (task.announceFile) writeFileSync(task.announceFile, JSON.stringify(input));
  await surface.check(input);
}

const trials = { corpus: tryCorpus, random: tryRandom, steps: countSteps };

async function tryCorpus(surface: OpenSurface<unknown>): Promise<FuzzFailure | undefined> {
  for (const { file, input } of readCorpus(task.surface)) {
    try {
      await tryInput(surface, input);
    } catch (error) {
      return { message: `${basename(file)}: ${describe(error)}`, input };
    }
    done += 1;
  }
  return undefined;
}

async function tryRandom(surface: OpenSurface<unknown>): Promise<FuzzFailure | undefined> {
  let failure: FuzzFailure | undefined;
  for (const seed of task.seeds) failure ??= await trySeed(surface, seed);
  return failure;
}

/** In batches, each with a seed of its own, so that one can be made again without those before it. */
async function trySeed(surface: OpenSurface<unknown>, seed: number): Promise<FuzzFailure | undefined> {
  let aliveAtMs = Number.NEGATIVE_INFINITY;
  const end = done + task.inputs;
  for (let index = 0; done < end; index += 1) {
    const batch = { seed: seed + index, inputs: Math.min(batchInputs, end - done) };
    const beganAt = done;
    let count = 0;
    const property = fc.asyncProperty(surface.inputs, async (input) => {
      if (realNowMs() - aliveAtMs > aliveEveryMs) {
        tell({ kind: 'alive', done: Math.min(beganAt + count, beganAt + batch.inputs), batch });
        aliveAtMs = realNowMs();
      }
      count += 1;
      await tryInput(surface, input);
    });
    const details = await fc.check(property, { seed: batch.seed, numRuns: batch.inputs });
    if (details.failed) {
      const [input] = details.counterexample ?? [];
      return { message: describe(details.errorInstance), input };
    }
    done += batch.inputs;
    if (done % heapEveryInputs < batch.inputs) tellHeap();
  }
  return undefined;
}

async function countSteps(surface: OpenSurface<unknown>): Promise<FuzzFailure | undefined> {
  const { stepLimit } = surface;
  if (!stepLimit) return undefined;
  const inputs = Math.min(Math.ceil(task.inputs / stepShare), maxStepInputs);
  const [seed = 0] = task.seeds;
  const counter = createStepCounter();
  let mostSteps = 0;
  const property = fc.asyncProperty(surface.inputs, async (input) => {
    tell({ kind: 'alive', done, batch: { seed, inputs } });
    const steps = await counter.count(() => tryInput(surface, input));
    mostSteps = Math.max(mostSteps, steps);
    const limit = stepLimit(input);
    must(steps <= limit, () => `took ${steps} steps, ${limit} are allowed`);
    done += 1;
  });
  const details = await fc.check(property, { seed, numRuns: inputs });
  counter.close();
  if (details.failed) {
    const [input] = details.counterexample ?? [];
    return { message: describe(details.errorInstance), input };
  }
  tell({ kind: 'steps', done, mostSteps });
  return undefined;
}

function tellHeap(): void {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  gc?.();
  tell({ kind: 'heap', done, heapBytes: process.memoryUsage().heapUsed });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function tell(report: FuzzReport): void {
  process.send?.(report);
}

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    const message = `${event}: ${describe(error)}`;
    process.send?.({ kind: 'failed', failure: { message, input: current } } satisfies FuzzReport, () =>
      process.exit(1),
    );
  });
}
await run();
process.disconnect?.();
process.exit(0);
