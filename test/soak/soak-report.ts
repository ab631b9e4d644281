/** What a soak has shown: figures with their trends, and what is wrong with it. Called by `npm run soak` and by the long test. */
import type { SoakResult, SoakSample } from './soak.js';
import { findTrend, type Trend } from './trend.js';

const megabyte = 1_000_000;
/** More than V8 makes of the whole program in its fastest form; it gets there by the logarithm of time, over days. */
const maxCodeMegabytes = 16;
/** For so long code is still being compiled and the allocator takes its share: until then only a growth by more than this is one. */
const settlingMs = 20 * 60_000;
const settlingPerHour = 120;
const figures: readonly { name: string; unit: string; of(sample: SoakSample): number }[] = [
  { name: 'heap', unit: 'MB', of: ({ heapBytes }) => heapBytes / megabyte },
  { name: 'of it code', unit: 'MB', of: ({ codeBytes }) => codeBytes / megabyte },
  { name: 'held', unit: 'MB', of: ({ heapBytes, codeBytes }) => (heapBytes - codeBytes) / megabyte },
  { name: 'buffers', unit: 'MB', of: ({ externalBytes }) => externalBytes / megabyte },
  { name: 'resident', unit: 'MB', of: ({ residentBytes }) => residentBytes / megabyte },
  { name: 'descriptors', unit: '', of: ({ descriptorCount }) => descriptorCount },
  { name: 'timers', unit: '', of: ({ resources }) => resources.Timeout ?? 0 },
  { name: 'processes', unit: '', of: ({ childCount }) => childCount },
];

/** What must not grow; of the rest all that counts is what is left at the end. */
const judgedFigures = ({ isInterpreted }: SoakResult): readonly string[] =>
  isInterpreted ? ['heap', 'resident'] : ['held', 'resident'];

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

export type SoakReport = {
  lines: string[];
  /** What must not be, as sentences; empty for a gateway that can go on for ever. */
  failures: string[];
};

export function reportSoak(result: SoakResult): SoakReport {
  const { book, faults, said, leftovers, samples } = result;
  const judged = judge(result);
  const isLong = samples.at(-1)!.atMs - samples[0]!.atMs > settlingMs;
  const listed = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([name, count]) => `${count} × ${name}`).join(', ') || 'none';
  return {
    lines: [
      `${samples.length} samples, each after forced garbage collection; slope over the last half, with its 95 % interval`,
      ...judged.map(({ line }) => line),
      `viewers: ${listed(book.watched)}; ${Math.round(book.bytes / megabyte)} MB`,
      `refused while something was broken: ${listed(book.refused)}`,
      `faults: ${listed(faults)}`,
      `the gateway said: ${listed(said)}`,
    ],
    failures: [
      ...judged
        .filter(
          ({ name, trend }) =>
            judgedFigures(result).includes(name) && grows(trend, isLong ? 0 : settlingPerHour),
        )
        .map(({ name }) => `${name} grows`),
      ...(samples.at(-1)!.codeBytes > maxCodeMegabytes * megabyte
        ? [`there are over ${maxCodeMegabytes} MB of code`]
        : []),
      ...book.lost.map((how) => `a session was lost: ${how}`),
      ...leftovers.map((what) => `left behind: ${what}`),
    ],
  };
}

const grows = ({ slopePerHour, marginPerHour }: Trend, toleratedPerHour: number): boolean =>
  slopePerHour - marginPerHour > toleratedPerHour;

/** One line of figures while it goes on. */
export function describeSample(sample: SoakSample): string {
  return figures
    .map(({ name, unit, of }) => `${name} ${of(sample).toFixed(unit ? 1 : 0)}${unit && ` ${unit}`}`)
    .join(' · ');
}
