import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { copyProgram, listProgramPackages } from './program-tree.js';

const opened: string[] = [];
afterEach(() => {
  for (const directory of opened.splice(0)) rmSync(directory, { recursive: true, force: true });
});
function emptyFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'program-'));
  opened.push(directory);
  return directory;
}

/** Packages as npm lays them out: path of the package → version and dependencies. */
function layOut(packages: Record<string, { version: string; needs?: string[] }>): string {
  const root = emptyFolder();
  for (const [path, { version, needs = [] }] of Object.entries(packages)) {
    const folder = join(root, 'node_modules', path);
    mkdirSync(folder, { recursive: true });
    const name = path.split('node_modules/').at(-1);
    const dependencies = Object.fromEntries(needs.map((need) => [need, '*']));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, dependencies }));
    writeFileSync(join(folder, 'index.js'), '');
    writeFileSync(join(folder, 'index.d.ts'), '');
  }
  return root;
}

const versionAt = (path: string) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).version;

function filesIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

describe('the program with all it imports', () => {
  it('keeps each version where its packages find it, and leaves types out', () => {
    const root = layOut({
      agent: { version: '1', needs: ['a', 'b', '@types/a'] },
      a: { version: '1', needs: ['shared'] },
      b: { version: '1', needs: ['shared'] },
      shared: { version: '1' },
      'b/node_modules/shared': { version: '2', needs: ['deep'] },
      'b/node_modules/deep': { version: '3' },
      '@types/a': { version: '1' },
      stranger: { version: '1' },
    });
    const target = join(emptyFolder(), 'program');
    copyProgram(listProgramPackages(join(root, 'node_modules/agent')), target);
    const modules = join(target, 'node_modules');
    assert.deepEqual(readdirSync(modules).sort(), ['a', 'agent', 'b', 'shared']);
    assert.equal(versionAt(join(modules, 'shared')), '1');
    assert.equal(versionAt(join(modules, 'b/node_modules/shared')), '2');
    assert.equal(versionAt(join(modules, 'b/node_modules/deep')), '3');
    assert.ok(!existsSync(join(modules, 'a/index.d.ts')));
  });

  it('says which package is missing', () => {
    const root = layOut({ agent: { version: '1', needs: ['absent-package'] } });
    assert.throws(
      () => listProgramPackages(join(root, 'node_modules/agent')),
      /absent-package, which .* is not installed/,
    );
  });

  it('replaces an older one, and leaves it alone when the copy fails', () => {
    const root = layOut({ agent: { version: '1' } });
    const target = join(emptyFolder(), 'program');
    const packages = listProgramPackages(join(root, 'node_modules/agent'));
    copyProgram(packages, target);
    writeFileSync(join(target, 'left-over'), '');
    assert.throws(() =>
      copyProgram([{ name: 'x', directory: '/nonexistent', place: 'node_modules/x' }], target),
    );
    assert.ok(existsSync(join(target, 'left-over')));
    copyProgram(packages, target);
    assert.deepEqual(readdirSync(target), ['node_modules']);
    assert.deepEqual(readdirSync(dirname(target)), ['program']);
  });

  const packages = listProgramPackages();
  const isBuilt = packages.every(
    ({ name, directory }) => !name.startsWith('@rpi-live-camera/') || existsSync(join(directory, 'dist')),
  );

  it('runs from where it was copied, is small, and builds nothing', {
    skip: isBuilt ? false : 'npm run build first',
  }, () => {
    const target = join(emptyFolder(), 'program');
    copyProgram(packages, target);
    const program = join(target, 'node_modules/@rpi-live-camera/agent/bin/rpi-live-camera-agent.js');
    const { stdout, stderr } = spawnSync(process.execPath, [program, '--version'], { encoding: 'utf8' });
    assert.match(stdout, /^rpi-live-camera-agent\//, stderr);
    const files = filesIn(target);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(files.length <= 1200, `${files.length} files`);
    assert.ok(bytes <= 8_000_000, `${bytes} bytes`);
    for (const { name, directory } of packages) {
      const { scripts = {} } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
      assert.deepEqual(
        ['preinstall', 'install', 'postinstall'].filter((script) => script in scripts),
        [],
        `${name} has an install script`,
      );
    }
    assert.deepEqual(
      files.filter((file) => /\.node$|binding\.gyp$/.test(file)),
      [],
    );
  });
});
