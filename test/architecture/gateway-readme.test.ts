/** The table of folders in the gateway's README: all of them, in an order in which nothing imports from further down. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readFolderGraph } from './folder-graph.js';
import { rootDirectory } from './source-graph.js';

const source = 'packages/gateway/src';
const readme = readFileSync(join(rootDirectory, 'packages/gateway/README.md'), 'utf8');
const [, table = ''] = readme.split('| folder | owns |\n| --- | --- |\n');
/** The names of each row, from the top. */
const rows = table
  .split('\n\n')[0]!
  .split('\n')
  .map((row) => [...row.split(' | ')[0]!.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!));

describe("the table of folders in the gateway's README", () => {
  it('has each folder of the sources', () => {
    const folders = readdirSync(join(rootDirectory, source), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
      .map(({ name }) => name);
    assert.ok(folders.length > 20);
    assert.deepEqual(
      folders.filter((name) => !rows.flat().includes(name)),
      [],
    );
  });

  it('has nothing above what it imports', () => {
    const graph = readFolderGraph(source);
    const rowOf = (name: string) => rows.findIndex((names) => names.includes(name));
    for (const name of rows.flat()) {
      assert.ok(name in graph, name);
      const lower = graph[name]!.filter((other) => rowOf(other) > rowOf(name));
      assert.deepEqual(lower, [], `${name} imports what stands below it`);
    }
  });
});
