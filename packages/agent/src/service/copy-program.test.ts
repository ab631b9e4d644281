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
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { packageDirectory } from '../package-directory.js';
import { copyProgram, isBuilt, programFile } from './copy-program.js';

const opened: string[] = [];
afterEach(() => {
  for (const directory of opened.splice(0)) rmSync(directory, { recursive: true, force: true });
});
function emptyFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'program-'));
  opened.push(directory);
  return directory;
}

const skip = isBuilt() ? false : 'npm run build first';

describe('the copy of the program', { skip }, () => {
  const copy = () => {
    const target = join(emptyFolder(), 'program');
    copyProgram(target);
    return target;
  };

  it('runs with nothing else beside it', () => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(copy(), programFile), '--version'], {
      encoding: 'utf8',
    });
    assert.match(stdout, /^rpi-live-camera-agent\//, stderr);
  });

  it('looks into this machine, too, and finds its helper in Python', () => {
    const target = copy();
    const args = [join(target, programFile), 'doctor', '--json', '--config', '/nonexistent'];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.ok(Array.isArray(JSON.parse(stdout).findings));
    assert.ok(existsSync(join(target, 'python/film-with-picamera2.py')));
  });

  it('is at most 1 MB in 40 files, nothing of it built for one machine, with the licences of what is inside', () => {
    const target = copy();
    const files = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    assert.ok(files.length <= 40, `${files.length} files`);
    assert.ok(bytes <= 1_000_000, `${bytes} bytes`);
    assert.deepEqual(
      files.filter(({ name }) => /\.(node|so|gyp)$/.test(name)),
      [],
    );
    assert.match(readFileSync(join(target, 'program/LICENCES.txt'), 'utf8'), /^mqtt [\d.]+\n\n[\s\S]*MIT/m);
  });

  it('leaves the older one alone when it fails, and else takes its place', () => {
    const target = copy();
    writeFileSync(join(target, 'left-over'), '');
    const incomplete = emptyFolder();
    mkdirSync(join(incomplete, 'bin'));
    assert.throws(() => copyProgram(target, incomplete), /ENOENT/);
    assert.ok(existsSync(join(target, 'left-over')));
    copyProgram(target);
    assert.ok(!existsSync(join(target, 'left-over')));
    assert.deepEqual(readdirSync(join(target, '..')), ['program']);
  });
});

describe('the packages of the agent', () => {
  it('build nothing when they are installed, whatever the processor', () => {
    const lock = JSON.parse(readFileSync(join(packageDirectory, '../../package-lock.json'), 'utf8')).packages;
    const seen = new Set<string>();
    const visit = (path: string) => {
      if (seen.has(path)) return;
      seen.add(path);
      const { dependencies = {}, hasInstallScript, cpu, link, resolved } = lock[path];
      assert.ok(!hasInstallScript, `${path} has an install script`);
      assert.ok(!cpu, `${path} is for some processors only`);
      if (link) visit(resolved);
      for (const name of Object.keys(dependencies)) visit(locate(name, path));
    };
    /** As Node looks for a package: in this folder, then further up. */
    const locate = (name: string, folder: string): string => {
      const path = `${folder}${folder && '/'}node_modules/${name}`;
      if (path in lock) return path;
      assert.notEqual(folder, '', `${name} is not in the lockfile`);
      return locate(name, folder.slice(0, Math.max(0, folder.lastIndexOf('/'))));
    };
    visit('packages/agent');
    assert.ok(seen.size > 20, `${seen.size} packages`);
  });
});
