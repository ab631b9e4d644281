// `npm test`: the steps below one after the other, each with its duration, then the sum of all tests. Only a failed build
// ends it early; otherwise one run shows everything that is broken.
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/** @type {{ script: string, endsRun?: true }[]} */
const steps = [
  { script: 'compile', endsRun: true },
  { script: 'check' },
  { script: 'test:unit' },
  { script: 'test:browser' },
  { script: 'test:e2e' },
  { script: 'test:engines' },
];

/** How many tests passed and failed, from the closing lines of node:test and of Web Test Runner. */
function countsIn(output) {
  const text = stripVTControlCharacters(output);
  // Web Test Runner reports its progress in whole lines; the last one of a browser is its result.
  const browsers = new Map();
  for (const [, browser, passed, failed] of text.matchAll(
    /^(.+?): .* test files \| (\d+) passed, (\d+) failed/gm,
  )) {
    browsers.set(browser, { passed: Number(passed), failed: Number(failed) });
  }
  const counts = [...browsers.values()];
  for (const [, kind, count] of text.matchAll(/^ℹ (pass|fail|cancelled) (\d+)$/gm)) {
    counts.push(
      kind === 'pass' ? { passed: Number(count), failed: 0 } : { passed: 0, failed: Number(count) },
    );
  }
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

function runScript(script) {
  const startedAtMs = performance.now();
  process.stdout.write(`\n▶ ${script}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // The output goes through a pipe to be counted; on a terminal it keeps its colours all the same.
      env: process.stdout.isTTY ? { FORCE_COLOR: '1', ...process.env } : process.env,
      shell: process.platform === 'win32',
    });
    const endWith = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, endWith);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, endWith);
      resolve({
        script,
        isGood: code === 0,
        seconds: (performance.now() - startedAtMs) / 1000,
        ...countsIn(output),
      });
    });
  });
}

const results = [];
for (const { script, endsRun } of steps) {
  const result = await runScript(script);
  results.push(result);
  if (endsRun && !result.isGood) break;
}

process.stdout.write('\n');
for (const { script, isGood, seconds, passed, failed } of results) {
  const tests = passed + failed > 0 ? `  ${passed} passed, ${failed} failed` : '';
  process.stdout.write(
    `${isGood ? '✔' : '✖'} ${script.padEnd(14)}${seconds.toFixed(1).padStart(7)} s${tests}\n`,
  );
}
const sumOf = (key) => results.reduce((sum, result) => sum + result[key], 0);
// A step can fail without a failed test (the linter, a crash): it counts as one, so that the last line never lies.
const failedSteps = results.filter(({ isGood, failed }) => !isGood && failed === 0).length;
process.stdout.write(`${sumOf('passed')} passed, ${sumOf('failed') + failedSteps} failed\n`);
process.exitCode = results.every(({ isGood }) => isGood) ? 0 : 1;
