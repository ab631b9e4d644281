/**
 * `npm run fuzz [-- --surface NAME --inputs N --seed N]`: the surfaces one after the other, each with so many random
 * inputs. The smallest input that breaks something is kept in `corpus/`. Ends with 1 if there was one.
 */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.js';
import { keepInput } from './corpus.js';
import { surfaceNames } from './surfaces.js';

const { values } = parseArgs({
  options: {
    surface: { type: 'string', multiple: true },
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
if (!Number.isSafeInteger(inputs) || inputs < 1 || !Number.isSafeInteger(seed)) {
  throw new Error('--inputs must be a whole number from 1, --seed a whole number.');
}
/** What caches and compiled code may add; a leak of a few bytes an input is more. */
const maxHeapGrowthBytes = 24 * 1024 * 1024;
const progressEveryMs = 10_000;

let total = 0;
for (const surface of values.surface ?? surfaceNames) {
  const beganAtMs = performance.now();
  const secondsSince = () => (performance.now() - beganAtMs) / 1000;
  let saidAtMs = beganAtMs;
  const say = (text: string) => process.stdout.write(`${surface.padEnd(9)} ${text}\n`);
  const onProgress = (done: number) => {
    if (performance.now() - saidAtMs < progressEveryMs) return;
    saidAtMs = performance.now();
    say(`${done} of ${inputs}, ${Math.round(done / secondsSince())} a second`);
  };
  say(`seed ${seed}, ${inputs} inputs`);
  const task = { surface, seeds: [seed], inputs, onProgress };
  // A process each: what the counting of steps leaves behind would slow the rest.
  for (const mode of ['corpus', 'random', 'steps'] as const) {
    const result = await runCampaign({ ...task, modes: [mode] });
    const { failure, done, heapBytes, mostSteps } = result;
    if (failure) {
      const found = failure.message.split('\n')[0]!;
      const isNew = mode !== 'corpus' && failure.input !== undefined;
      const file = !isNew ? undefined : keepInput(surface, { found, input: failure.input });
      say(`FAILED: ${failure.message}`);
      say(file ? `kept as ${relative(process.cwd(), file)}` : 'nothing is kept');
      process.exitCode = 1;
      break;
    }
    if (mode === 'corpus') say(`${done} kept inputs hold`);
    if (mode === 'random') {
      total += done;
      say(`${done} inputs in ${secondsSince().toFixed(0)} s, ${Math.round(done / secondsSince())} a second`);
      const growthBytes = heapGrowth(heapBytes);
      say(`heap ${heapBytes.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(' ')} MB`);
      if (growthBytes > maxHeapGrowthBytes) {
        say(`FAILED: the heap grew by ${growthBytes} bytes`);
        process.exitCode = 1;
      }
    }
    if (mode === 'steps' && mostSteps !== undefined)
      say(`${mostSteps} steps for the dearest of ${done} inputs`);
  }
}
process.stdout.write(`${total} inputs in all\n`);

/** From the least of the first third to the least of the last. */
function heapGrowth(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return 0;
  return Math.min(...samples.slice(-third)) - Math.min(...samples.slice(0, third));
}
