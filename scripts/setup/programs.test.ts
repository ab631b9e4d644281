/** The table of programs against a Python that is a fake: which modules it can import is in its script. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

type Problem = { kind: string; program: { module?: string; packages: Record<string, string> } };

let folder: string;
let pythonPath: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'));
  pythonPath = join(folder, 'python3');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A Python that knows `modules`, and fails to import any other as the real one does. */
function writePython(modules: string[]) {
  const known = modules.map((module) => `'-c import ${module}') exit 0 ;;`).join('\n');
  writeFileSync(pythonPath, `#!/bin/sh\ncase "$*" in\n${known}\nesac\nexit 1\n`);
  chmodSync(pythonPath, 0o755);
}

/** The problems of the rows that want a Python module, for `npm start` or `npm test`. */
function moduleProblems(purpose: 'start' | 'test'): Problem[] {
  const code = `
    import { findPrograms, programsFor } from ${JSON.stringify(new URL('programs.mjs', import.meta.url).href)};
    const rows = programsFor(${JSON.stringify(purpose)}).filter(({ module }) => module);
    console.log(JSON.stringify(findPrograms(rows)));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: { ...process.env, PYTHON_PATH: pythonPath },
  });
  assert.equal(stderr, '');
  return JSON.parse(stdout) as Problem[];
}

describe('the Python modules of the tests', () => {
  it('are there when Python can import them', () => {
    writePython(['av', 'paho.mqtt.client']);
    assert.deepEqual(moduleProblems('test'), []);
  });

  it('are missing one by one, each with its Debian package', () => {
    writePython(['av']);
    assert.deepEqual(
      moduleProblems('test').map(({ kind, program }) => [kind, program.module, program.packages.apt]),
      [['missing', 'paho.mqtt.client', 'python3-paho-mqtt']],
    );
    writePython(['paho.mqtt.client']);
    assert.deepEqual(
      moduleProblems('test').map(({ kind, program }) => [kind, program.module, program.packages.apt]),
      [['missing', 'av', 'python3-av']],
    );
  });

  it('are not wanted for `npm start`', () => {
    writePython([]);
    assert.deepEqual(moduleProblems('start'), []);
  });

  it('cannot be there when PYTHON_PATH names no program', () => {
    const kinds = moduleProblems('test').map(({ kind }) => kind);
    assert.deepEqual(kinds, ['misplaced', 'misplaced']);
  });
});
