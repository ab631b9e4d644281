/** docs/operations.md, the alerts and the dashboard name what the gateway really tells, and all of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findProgram } from '../support/find-program.js';
import { rootDirectory } from './code-blocks.js';
import { readLogFields } from './log-fields.js';
import { describeMetrics } from './metrics-reference.js';

const read = (path: string) => readFileSync(join(rootDirectory, path), 'utf8');
const page = read('docs/operations.md');
const alerts = read('deploy/prometheus/alerts.yml');

/** First cells of the table below a heading, each name in them. */
function namesBelow(heading: string): string[] {
  const [, section = ''] = page.split(`${heading}\n`);
  const rows = section.split(/^#+ /m)[0]!.matchAll(/^\| (`.*?) \|/gm);
  return [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

const seriesNames = new Set(
  describeMetrics().flatMap((metric) =>
    metric.constructor.name === 'Histogram'
      ? ['_bucket', '_sum', '_count'].map((suffix) => metric.name + suffix)
      : [metric.name],
  ),
);
const namesIn = (text: string) => [...new Set(text.match(/\b(?:rpi_live_camera|process)_[a-z_]+/g) ?? [])];

describe('docs/operations.md', () => {
  it('explains every field of the log, and no other', () => {
    assert.deepEqual([...new Set(namesBelow('### Fields'))].sort(), [...readLogFields().keys()].sort());
  });

  it('explains every alert, and no other', () => {
    const defined = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    assert.deepEqual(
      namesBelow('### Alerts').filter((name) => /^[A-Z]/.test(name)),
      defined,
    );
  });

  it('names metrics that there are', () => {
    const known = new Set([...seriesNames, ...describeMetrics().map(({ name }) => name)]);
    assert.deepEqual(
      namesIn(page).filter((name) => !known.has(name)),
      [],
    );
  });
});

describe('deploy/prometheus', () => {
  for (const file of ['alerts.yml', 'grafana-dashboard.json']) {
    it(`${file} asks for series that there are`, () => {
      const asked = namesIn(read(`deploy/prometheus/${file}`));
      assert.ok(asked.length > 5);
      assert.deepEqual(
        asked.filter((name) => !seriesNames.has(name)),
        [],
      );
    });
  }

  const skip = !findProgram(['promtool']) && 'promtool is not installed';
  it('passes Prometheus’ own check', { skip }, () => {
    const args = ['check', 'config', 'prometheus.yml'];
    const cwd = join(rootDirectory, 'deploy/prometheus');
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd, encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
  });
});
