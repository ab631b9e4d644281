// `npm test`: the steps below one after the other, each with its duration, then the sum of all tests. Only a failed build
// ends it early; otherwise one run shows everything that is broken.
import { spawn } from 'node:child_process';

/** @type {{ script: string, endsRun?: true }[]} */
const steps = [
  { script: 'compile', endsRun: true },
  { script: 'check' },
  { script: 'test:unit' },
  { script: 'test:browser' },
  { script: 'test:e2e' },
];

/** What node:test (`ℹ pass 3`, `# fail 0`) and Web Test Runner (`3 passed, 0 failed`) say at the end of a run. */
function countsIn(output) {
  const sum = (pattern) =>
    [...output.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
  return {
    passed: sum(/^(?:#|ℹ) pass (\d+)$/gm) + sum(/(\d+) passed, \d+ failed/g),
    failed: sum(/^(?:#|ℹ) (?:fail|cancelled) (\d+)$/gm) + sum(/\d+ passed, (\d+) failed/g),
  };
}

function runScript(script) {
  const startedAtMs = performance.now();
  process.stdout.write(`\n▶ ${script}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
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
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
// A step can fail without a failed test (the linter, a crash): it counts as one, so that the last line never lies.
const failedSteps = results.filter(({ isGood, failed }) => !isGood && failed === 0).length;
process.stdout.write(`${total('passed')} passed, ${total('failed') + failedSteps} failed\n`);
process.exitCode = results.every(({ isGood }) => isGood) ? 0 : 1;
