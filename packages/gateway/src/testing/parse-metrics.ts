/**
 * Reads Prometheus' text format 0.0.4 and refuses what its specification does not allow, and what the conventions of names
 * do not: for tests of `/metrics`.
 */

export type Sample = { name: string; labels: Record<string, string>; value: number };
export type MetricFamily = { name: string; help: string; type: string; samples: Sample[] };

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([^ ]+)$/;
const labelPair = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;
const types = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

/** @throws naming the line that is wrong */
export function parseMetrics(text: string): MetricFamily[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families: MetricFamily[] = [];
  const seen = new Set<string>();
  let open: MetricFamily | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const fail = (why: string): never => {
      throw new Error(`${why}: ${line}`);
    };
    if (line === '') continue;
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      if (!metricName.test(name)) fail('not a name');
      if (families.some((family) => family.name === name)) fail('a metric comes twice');
      open = { name, help: rest, type: '', samples: [] };
      families.push(open);
    } else if (keyword === 'TYPE') {
      if (!open || open.name !== name || open.type !== '') fail('TYPE without HELP before it');
      if (!types.includes(rest)) fail('unknown type');
      open!.type = rest;
    } else if (line.startsWith('#')) fail('neither HELP nor TYPE');
    else {
      const [, sampleName = '', labelText, valueText = ''] = sampleLine.exec(line) ?? fail('not a sample');
      if (!open || !belongs(open, sampleName)) fail('a sample of another metric');
      const labels = parseLabels(labelText ?? '', fail);
      const key = `${sampleName} ${JSON.stringify(Object.entries(labels).sort())}`;
      if (seen.has(key)) fail('a sample comes twice');
      seen.add(key);
      open!.samples.push({ name: sampleName, labels, value: parseValue(valueText, fail) });
    }
  }
  for (const family of families) checkFamily(family);
  return families;
}

function belongs({ name, type }: MetricFamily, sampleName: string): boolean {
  if (type !== 'histogram') return sampleName === name;
  return ['_bucket', '_sum', '_count'].some((suffix) => sampleName === name + suffix);
}

function parseLabels(text: string, fail: (why: string) => never): Record<string, string> {
  const labels: Record<string, string> = {};
  let left = text;
  while (left !== '') {
    const [whole, name = '', value = ''] = labelPair.exec(left) ?? fail('labels cannot be read');
    if (name in labels) fail('a label comes twice');
    labels[name] = value.replaceAll(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
    left = left.slice(whole.length);
  }
  return labels;
}

function parseValue(text: string, fail: (why: string) => never): number {
  if (text === '+Inf' || text === '-Inf') return text === '+Inf' ? Infinity : -Infinity;
  const value = Number(text);
  if (text !== 'NaN' && (Number.isNaN(value) || !/^[-+\d.]/.test(text))) fail('not a number');
  return value;
}

/** https://prometheus.io/docs/practices/naming/ and what a histogram has to be. */
function checkFamily(family: MetricFamily): void {
  const { name, help, type, samples } = family;
  const fail = (why: string): never => {
    throw new Error(`${name}: ${why}`);
  };
  if (type === '') fail('has no type');
  if (help === '' || help.endsWith('.')) fail('its help has to be one sentence without a full stop');
  if (name.endsWith('_total') !== (type === 'counter')) fail('counters end in _total, others do not');
  if (/_(ms|milliseconds|minutes|kb|mb|percent)(_|$)/.test(name)) fail('is not in a base unit');
  if (type !== 'summary' && samples.some(({ labels }) => 'quantile' in labels))
    fail('has a label of summaries');
  if (type === 'counter' && samples.some(({ value }) => !(value >= 0))) fail('a counter is below zero');
  if (type === 'histogram') checkHistogram(family, fail);
}

function checkHistogram({ name, samples }: MetricFamily, fail: (why: string) => never): void {
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _, ...others } = sample.labels;
    const key = JSON.stringify(others);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [labels, own] of series) {
    const buckets = own.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map((sample) =>
      sample.labels.le === '+Inf' ? Infinity : Number(sample.labels.le),
    );
    const isRising = (values: number[], isEqualFine: boolean) =>
      values.every(
        (value, index) =>
          index === 0 || value > values[index - 1]! || (isEqualFine && value === values[index - 1]),
      );
    if (!isRising(bounds, false) || bounds.at(-1) !== Infinity)
      fail(`its bounds do not rise to +Inf ${labels}`);
    if (
      !isRising(
        buckets.map(({ value }) => value),
        true,
      )
    )
      fail(`its buckets fall ${labels}`);
    const count = own.find((sample) => sample.name === `${name}_count`)?.value;
    if (count === undefined || count !== buckets.at(-1)?.value)
      fail(`its count is not its last bucket ${labels}`);
    if (!own.some((sample) => sample.name === `${name}_sum`)) fail(`it has no sum ${labels}`);
  }
}
