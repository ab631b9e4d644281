/** One version for all: what `npm run set-version` writes stands in each manifest and example, and the changelog knows it. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { rootDirectory } from './source-graph.js';

type Manifest = Partial<
  Record<
    'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies',
    Record<string, string>
  >
> & { version?: string; workspaces?: string[] };

const read = (path: string) => readFileSync(join(rootDirectory, path), 'utf8');
const readManifest = (folder: string): Manifest => JSON.parse(read(join(folder, 'package.json')));

const { version = '', workspaces = [] } = readManifest('.');
const examples = readdirSync(join(rootDirectory, 'docs/examples'))
  .map((name) => `docs/examples/${name}`)
  .filter((folder) => existsSync(join(rootDirectory, folder, 'package.json')));

/** What a manifest says of our packages, itself included. */
const versionsIn = (manifest: Manifest) => [
  ...(manifest.version === undefined ? [] : [manifest.version]),
  ...Object.values(manifest)
    .filter((value) => typeof value === 'object' && !Array.isArray(value))
    .flatMap((needed) => Object.entries(needed as Record<string, unknown>))
    .flatMap(([name, range]) => (name.startsWith('@rpi-live-camera/') ? [range] : [])),
];

describe('the version', () => {
  for (const folder of [...workspaces, ...examples]) {
    it(`of ${folder} is that of the repository`, () => {
      const named = versionsIn(readManifest(folder));
      assert.ok(named.length > 0);
      assert.deepEqual([...new Set(named)], [version]);
    });
  }

  it('is what the lockfile says', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Manifest> };
    for (const path of ['', ...workspaces])
      assert.deepEqual([...new Set(versionsIn(packages[path]!))], [version]);
  });

  it('has a section in the changelog, or one that is not released yet', () => {
    const sections = [...read('CHANGELOG.md').matchAll(/^## \[([^\]]+)\]/gm)].map(([, name]) => name);
    assert.ok(sections.includes(version) || sections[0] === 'Unreleased', sections.join());
  });
});
