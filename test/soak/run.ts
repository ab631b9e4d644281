/** Entry of `npm run soak`: prints a line a minute, a table at the end, and ends with 1 when something grew, got lost or stayed. */
import { OptionError } from '../bench/bench-options.js';
import { describeMachine } from '../bench/machine.js';
import { type SoakResult, type SoakSample, soak } from './soak.js';
import { readSoakOptions } from './soak-options.js';
import { findTrend, type Trend } from './trend.js';

const megabyte = 1_000_000;
/** Growth below this is no leak that anybody could measure in the time; in bytes an hour. */
const figures: readonly { name: string; unit: string; of(sample: SoakSample): number }[] = [
  { name: 'heap', unit: 'MB', of: ({ heapBytes }) => heapBytes / megabyte },
  { name: 'buffers', unit: 'MB', of: ({ externalBytes }) => externalBytes / megabyte },
  { name: 'resident', unit: 'MB', of: ({ residentBytes }) => residentBytes / megabyte },
  { name: 'descriptors', unit: '', of: ({ descriptorCount }) => descriptorCount },
  { name: 'timers', unit: '', of: ({ resources }) => resources.Timeout ?? 0 },
  { name: 'processes', unit: '', of: ({ childCount }) => childCount },
];

function judge({ samples }: SoakResult): { name: string; line: string; trend: Trend }[] {
  const lastHalf = samples.slice(Math.floor(samples.length / 2));
  return figures.map(({ name, unit, of }) => {
    const trend = findTrend(lastHalf.map((sample) => ({ atMs: sample.atMs, value: of(sample) })));
    const values = lastHalf.map(of);
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const slope = `${trend.slopePerHour.toFixed(2)} ± ${trend.marginPerHour.toFixed(2)} ${unit}/h`;
    return {
      name,
      trend,
      line: `${name.padEnd(12)} ${mean.toFixed(1).padStart(8)} ${unit.padEnd(3)} ${slope.padEnd(26)} ${trend.verdict}`,
    };
  });
}

function print(result: SoakResult): boolean {
  const { book, faults, said, leftovers, samples } = result;
  const list = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([name, count]) => `${count} × ${name}`).join(', ') || 'none';
  const judged = judge(result);
  console.log(
    `\n${samples.length} samples, each after forced garbage collection; slope over the last half, with its 95 % interval`,
  );
  for (const { line } of judged) console.log(line);
  console.log(`viewers: ${list(book.watched)}; ${Math.round(book.bytes / megabyte)} MB`);
  console.log(`refused while something was broken: ${list(book.refused)}`);
  console.log(`faults: ${list(faults)}`);
  console.log(`the gateway said: ${list(said)}`);
  console.log(`sessions lost: ${book.lost.length === 0 ? 'none' : book.lost.join(', ')}`);
  console.log(`left behind: ${leftovers.length === 0 ? 'nothing' : leftovers.join(', ')}`);
  const grown = judged.filter(({ trend }) => trend.verdict === 'grows').map(({ name }) => name);
  const isGood = grown.length === 0 && book.lost.length === 0 && leftovers.length === 0;
  console.log(
    isGood
      ? 'nothing grows, nothing is lost, nothing is left'
      : `failed${grown.length ? `: ${grown.join(', ')} grows` : ''}`,
  );
  return isGood;
}

try {
  const options = readSoakOptions(process.argv.slice(2));
  console.log(await describeMachine());
  const { minutes, viewerCount, cameraCount, faultEveryMs, seed } = options;
  console.log(
    `${minutes} min, ${viewerCount} viewers, ${cameraCount} cameras, a fault each ${faultEveryMs / 1000} s, seed ${seed}`,
  );
  let count = 0;
  const result = await soak(options, (sample) => {
    if (count++ % 12 !== 0) return;
    console.log(
      figures.map(({ name, unit, of }) => `${name} ${of(sample).toFixed(unit ? 1 : 0)} ${unit}`).join(' · '),
    );
  });
  process.exitCode = print(result) ? 0 : 1;
} catch (error) {
  const isUsage =
    error instanceof OptionError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  console.error(isUsage ? (error as Error).message : error);
  process.exitCode = 1;
}
