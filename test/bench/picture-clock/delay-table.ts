/** The table of the delay benchmark: a row a way to watch, medians of its runs. */
import { formatTable, percentile } from '../table.js';
import type { WatchOutcome, WatchResult } from './watch.js';

/** What came out of each run, by the name of the way to watch. */
export type DelayResults = ReadonlyMap<string, readonly WatchOutcome[]>;

const whole = (value: number | undefined) =>
  value === undefined || Number.isNaN(value) ? '–' : String(Math.round(value));
const tenth = (value: number | undefined) =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(1);
const percent = (value: number | undefined) => tenth(value === undefined ? undefined : value * 100);

const columns: [heading: string, (result: WatchResult) => string][] = [
  ['p50 ms', ({ p50Ms }) => whole(p50Ms)],
  ['p95 ms', ({ p95Ms }) => whole(p95Ms)],
  ['drift ms', ({ driftMs }) => whole(driftMs)],
  ['longest gap ms', ({ longestGapMs }) => whole(longestGapMs)],
  ['gaps > 500 ms', ({ stallCount }) => whole(stallCount)],
  ['pictures/s', ({ picturesPerSecond }) => tenth(picturesPerSecond)],
  ['dropped', ({ droppedCount }) => whole(droppedCount)],
  ['unreadable', ({ unreadableCount }) => whole(unreadableCount)],
  ['latency off ms', ({ latencyErrorMs }) => whole(latencyErrorMs)],
  ['first, idle ms', ({ firstFromIdleMs }) => whole(firstFromIdleMs)],
  ['of it camera ms', ({ cameraStartMs }) => whole(cameraStartMs)],
  ['first, joining ms', ({ firstJoiningMs }) => whole(firstJoiningMs)],
  ['gateway CPU %', ({ gatewayCoreShare }) => percent(gatewayCoreShare)],
  ['with ffmpegs %', ({ gatewayTreeCoreShare }) => percent(gatewayTreeCoreShare)],
  ['gateway MB', ({ gatewayBytes }) => whole(gatewayBytes === undefined ? undefined : gatewayBytes / 1e6)],
];

const networkColumns: typeof columns = [
  ['lost %', ({ lostShare }) => percent(lostShare)],
  ['moves again ms', ({ movesAgainMs }) => whole(movesAgainMs)],
  ['at target again ms', ({ backAtTargetMs }) => whole(backAtTargetMs)],
];

/** @param baseline the way to watch whose delay the others are compared with */
export function formatDelays(results: DelayResults, baseline: string): string {
  const rows = [...results].map(([name, outcomes]) => ({ name, outcomes, median: medianOf(outcomes) }));
  const slowestMs = rows.find(({ name }) => name === baseline)?.median?.p50Ms ?? Number.NaN;
  const isNetworkMeasured = rows.some(
    ({ median }) => (median?.lostShare ?? 0) > 0 || median?.movesAgainMs !== undefined,
  );
  const shown = isNetworkMeasured ? [...columns, ...networkColumns] : columns;
  return formatTable([
    ['', ...shown.map(([heading]) => heading), 'shorter by ×'],
    ...rows.map(({ name, outcomes, median }) => [
      nameOf(name, outcomes),
      ...shown.map(([, format]) => (median ? format(median) : '–')),
      tenth(median ? slowestMs / median.p50Ms : undefined),
    ]),
  ]);
}

/** Figure by figure; `undefined` when no run was watched. */
export function medianOf(outcomes: readonly WatchOutcome[]): WatchResult | undefined {
  const watched = outcomes.flatMap((outcome) => (outcome.kind === 'watched' ? outcome.result : []));
  if (watched.length === 0) return undefined;
  const names = Object.keys(watched[0]!) as (keyof WatchResult)[];
  const middle = names.map((name) => {
    const values = watched.map((result) => result[name] ?? Number.NaN);
    return [
      name,
      percentile(
        values.filter((value) => !Number.isNaN(value)),
        0.5,
      ),
    ];
  });
  return Object.fromEntries(middle) as WatchResult;
}

function nameOf(name: string, outcomes: readonly WatchOutcome[]): string {
  const failedCount = outcomes.filter(({ kind }) => kind === 'failed').length;
  if (outcomes.some(({ kind }) => kind === 'not offered')) return `${name}: not offered`;
  return failedCount === 0 ? name : `${name}: failed ${failedCount} of ${outcomes.length}`;
}
