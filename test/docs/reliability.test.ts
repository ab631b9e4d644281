/** `docs/reliability.md` and the tests that break things are of one mind: each row has its test, each fault test its row. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { runEndReasons } from '../../packages/gateway/src/lease/run-effect.js';

const docs = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('reliability.md', docs), 'utf8');
const rows = [...page.matchAll(/^\| (.+) \| (.+) \| (.*) \| \[(.+)\]\((\S+)\) \|$/gm)].map(
  ([, failure = '', seen = '', howLong = '', title = '', path = '']) => ({
    failure,
    seen,
    howLong: howLong.trim(),
    title,
    path,
  }),
);

/** Titles in tests of faults: the first argument of `it`, and `title` of the cases of a table. */
function titlesIn(source: string): string[] {
  return [...source.matchAll(/\b(?:it\(\s*|title: )'((?:[^'\\]|\\.)+)'/g)].map(([, title = '']) => title);
}

describe('docs/reliability.md', () => {
  it('has a table for each kind of failure', () => assert.ok(rows.length >= 50, `${rows.length} rows`));

  it('names in each row what the viewer sees, for how long, and a test that is there', () => {
    for (const { failure, seen, howLong, title, path } of rows) {
      assert.ok(seen !== '' && howLong !== '', `what is seen, and for how long, when: ${failure}`);
      const file = new URL(path, docs);
      assert.ok(existsSync(file), `${failure}: there is no ${path}`);
      assert.ok(readFileSync(file, 'utf8').includes(title), `${path} has no test "${title}"`);
    }
  });

  it('has a row for each test of the fault-injection suite', () => {
    const folder = new URL('../faults/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
    const titles = files.flatMap((name) => titlesIn(readFileSync(new URL(name, folder), 'utf8')));
    assert.ok(titles.length >= 30, `${titles.length} tests`);
    const told = rows.filter(({ path }) => path.includes('/faults/')).map(({ title }) => title);
    assert.deepEqual([...told].sort(), titles.sort());
  });

  it('explains every reason for which a run may end', () => {
    const explained = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason);
    assert.deepEqual(explained, runEndReasons);
  });
});
