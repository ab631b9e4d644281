/**
 * The shape of the code, asserted: who may import whom between packages and between the folders of a package, and the
 * picture of it in `docs/architecture.md`. `UPDATE_DOCS=1 npm run check` draws the picture again.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readFolderGraph, renderLayers, renderMermaid } from './folder-graph.js';
import { allowedPackages, layersOf, maxLines } from './layers.js';
import { findCycle, isTest, readSources, rootDirectory, type SourceFile } from './source-graph.js';

const scope = '@rpi-live-camera/';
const directories: Record<string, string> = {
  protocol: 'packages/protocol',
  agent: 'packages/agent',
  gateway: 'packages/gateway',
  player: 'packages/player',
  demo: 'demo',
  test: 'test',
};
const sourcesOf = (name: string) => readSources(name === 'test' ? 'test' : `${directories[name]}/src`);
const packageNames = Object.keys(directories);
const allSources = packageNames.flatMap(sourcesOf);

/** `hono/cors` → `hono`, `@scope/a/b` → `@scope/a`. */
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function readManifest(path: string): {
  dependencies?: object;
  optionalDependencies?: object;
  devDependencies?: object;
} {
  return JSON.parse(readFileSync(join(rootDirectory, path, 'package.json'), 'utf8'));
}

describe('packages', () => {
  for (const name of packageNames) {
    it(`${name} imports no other package of this repository than ${allowedPackages[name]?.join(', ') || 'none'}`, () => {
      for (const { path, imports } of sourcesOf(name)) {
        for (const { specifier } of imports.filter((one) => one.specifier.startsWith(scope))) {
          const target = packageOf(specifier).slice(scope.length);
          assert.ok(allowedPackages[name]?.includes(target), `${path} imports ${specifier}`);
        }
      }
    });

    it(`${name} reaches other packages by their names, never by a path`, () => {
      for (const source of sourcesOf(name).filter((one) => !isTest(one) && name !== 'test')) {
        for (const { file } of source.imports) {
          assert.ok(!file || file.startsWith(`${directories[name]}/`), `${source.path} imports ${file}`);
        }
      }
    });

    it(`${name} declares the dependencies that it imports`, () => {
      const { dependencies, optionalDependencies, devDependencies } = readManifest(
        directories[name] as string,
      );
      const ofTests = { ...devDependencies, ...readManifest('.').devDependencies };
      for (const source of sourcesOf(name)) {
        const isForTests = isTest(source) || name === 'test';
        const ofProgram = { ...dependencies, ...optionalDependencies };
        const declared = Object.keys(isForTests ? { ...ofProgram, ...ofTests } : ofProgram);
        for (const { specifier } of source.imports) {
          if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
          assert.ok(declared.includes(packageOf(specifier)), `${source.path} imports ${specifier}`);
        }
      }
    });
  }

  it('keeps the validator and Node out of the browser', () => {
    const client = sourcesOf('gateway').filter(({ path }) => path.startsWith('packages/gateway/src/client/'));
    assert.ok(client.length > 0);
    for (const { path, imports } of [...sourcesOf('player'), ...client].filter((source) => !isTest(source))) {
      for (const { specifier, kind } of imports) {
        assert.ok(!specifier.startsWith('node:'), `${path} imports ${specifier}`);
        assert.ok(
          specifier !== `${scope}protocol` || kind === 'type',
          `${path} imports values of ${specifier}`,
        );
      }
    }
  });
});

/** The generated piece of `docs/architecture.md` after a marker, in the form that the test wants it. */
function checkDocs(marker: string, wanted: string) {
  const path = join(rootDirectory, 'docs/architecture.md');
  const text = readFileSync(path, 'utf8');
  const piece = new RegExp(`(?<=<!-- ${marker} -->\\n)[\\s\\S]*?(?=\\n<!-- end -->)`);
  if (process.env.UPDATE_DOCS)
    writeFileSync(
      path,
      text.replace(piece, () => wanted),
    );
  else assert.equal(piece.exec(text)?.[0], wanted, 'UPDATE_DOCS=1 npm run check writes it again');
}

describe('folders', () => {
  for (const [name, layers] of Object.entries(layersOf)) {
    const graph = readFolderGraph(`packages/${name}/src`);

    it(`of ${name} are those of the table`, () => {
      assert.deepEqual(Object.keys(layers).sort(), Object.keys(graph).sort());
    });

    for (const [folder, imported] of Object.entries(graph)) {
      it(`of ${name}: ${folder} imports exactly what the table says`, () => {
        assert.deepEqual(imported, [...(layers[folder]?.imports ?? [])].sort());
      });
    }

    it(`of ${name} import only from lines above them in the table`, () => {
      const order = Object.keys(layers);
      for (const [index, folder] of order.entries()) {
        const later = layers[folder]?.imports.filter((target) => !order.slice(0, index).includes(target));
        assert.deepEqual(later, [], `${folder} imports what stands after it`);
      }
    });

    it(`of ${name} are drawn in docs/architecture.md as they are`, () => {
      checkDocs(`folders of ${name}`, `${renderMermaid(graph)}\n\n${renderLayers(layers)}`);
    });
  }

  it('and packages are drawn in docs/architecture.md as they are', () => {
    const { test: _, ...shown } = allowedPackages;
    checkDocs('packages', renderMermaid(shown));
  });
});

describe('files', () => {
  // Types may refer to each other inside a folder; between folders the tables allow no circle of any kind.
  it('import each other without a cycle', () => {
    const edges = new Map(
      allSources.map(({ path, imports }) => [
        path,
        imports.flatMap(({ file, kind }) => (file && kind === 'value' ? [file] : [])),
      ]),
    );
    assert.equal(findCycle(edges)?.join('\n  → '), undefined);
  });

  const every = (what: string, rule: (source: SourceFile) => boolean) =>
    it(what, () => {
      const broken = allSources
        .filter((source) => !rule(source))
        .map(({ path, lineCount }) => `${path} (${lineCount} lines)`);
      assert.deepEqual(broken, []);
    });
  every(
    'have no default export',
    ({ hasDefaultExport, path }) => !hasDefaultExport || path.endsWith('.d.ts'),
  );
  every(`have at most ${maxLines} lines`, (source) => isTest(source) || source.lineCount <= maxLines);
  every(
    'and folders are named by one idea',
    ({ path }) => !/(^|\/)(utils?|helpers?|common|misc|manager|types)(\/|\.ts$)/.test(path),
  );

  it('stand in the folders that the tables know', () => {
    assert.deepEqual(readdirSync(join(rootDirectory, 'packages')).sort(), [
      'agent',
      'gateway',
      'player',
      'protocol',
    ]);
  });
});

describe('findCycle', () => {
  it('finds a cycle, and none in a diamond', () => {
    assert.deepEqual(
      findCycle(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
      ['b', 'c', 'b'],
    );
    assert.equal(
      findCycle(
        new Map([
          ['a', ['b', 'c']],
          ['b', ['d']],
          ['c', ['d']],
          ['d', []],
        ]),
      ),
      undefined,
    );
  });
});

describe('renderMermaid', () => {
  it('leaves out an arrow that follows from two others', () => {
    const picture = renderMermaid({ routes: ['log', 'sessions'], sessions: ['log'], log: [], alone: [] });
    const lines = [
      '```mermaid',
      'flowchart LR',
      '  alone',
      '  routes --> sessions',
      '  sessions --> log',
      '```',
    ];
    assert.equal(picture, lines.join('\n'));
  });
});
