// Runs every *.test.ts under the given folders with node:test. `node --test` of Node 20 knows no globs and takes a folder
// without JavaScript tests for a success, so the files are listed here and finding none is an error.
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['node_modules', 'dist', 'cdn', 'program']);
/** Browser tests of the element run in @web/test-runner instead. */
const isBrowserTest = (path) => path.split('\\').join('/').startsWith('packages/player/');

function* testFiles(path) {
  if (statSync(path).isFile()) {
    if (path.endsWith('.test.ts') && !isBrowserTest(path)) yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) if (!skipped.has(name)) yield* testFiles(join(path, name));
}

/** For one file, so that a test which spins or hangs is named and does not eat the whole run. `--test-timeout=…` wins. */
const fileTimeoutMs = 240_000;

const places = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const files = places.flatMap((place) => [...testFiles(place)]);
if (files.length === 0) {
  console.error(`no *.test.ts found under: ${places.join(', ')}`);
  process.exit(1);
}
const child = spawn(
  process.execPath,
  [
    '--conditions=@rpi-live-camera/source',
    '--import',
    'tsx',
    '--test',
    '--test-reporter=spec',
    `--test-timeout=${fileTimeoutMs}`,
    ...flags,
    ...files,
  ],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
