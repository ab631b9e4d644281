/** `endWithNpm` under the real npm: a script must not outlive the npm that runs it. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { until } from '../test/support/deadline.js';
import { isRunning } from '../test/support/processes.js';

const directory = mkdtempSync(join(tmpdir(), 'end-with-npm-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const modulePath = new URL('./end-with-npm.mjs', import.meta.url).href;
writeFileSync(
  join(directory, 'long.mjs'),
  `import { writeFileSync } from 'node:fs';
   import { endWithNpm } from ${JSON.stringify(modulePath)};
   endWithNpm(() => process.exit(0));
   const parentPid = process.ppid;
   let orphanedSeconds = 0;
   setInterval(() => {
     if (process.ppid !== parentPid && ++orphanedSeconds === 2) writeFileSync('survivor', 'yes');
   }, 1000);
   writeFileSync(process.argv[2], String(process.pid));`,
);
const scripts = {
  // Dash replaces itself with a single command, so that npm is the parent; before a second one it stays in between.
  direct: 'node long.mjs direct.pid',
  behind_shell: 'node long.mjs behind_shell.pid; true',
};
writeFileSync(join(directory, 'package.json'), JSON.stringify({ scripts }));

async function startByNpm(script: keyof typeof scripts): Promise<{ npm: ChildProcess; pid: number }> {
  const npm = spawn('npm', ['run', '--silent', script], { cwd: directory, stdio: 'ignore' });
  const readPid = () => Number(readFileSync(join(directory, `${script}.pid`), 'utf8')) || undefined;
  const pid = await until(readPid, { what: `${script} to run`, withinMs: 15_000 });
  rmSync(join(directory, `${script}.pid`));
  return { npm, pid };
}

describe('endWithNpm', () => {
  for (const script of Object.keys(scripts) as (keyof typeof scripts)[]) {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      it(`ends a script that runs ${script.replace('_', ' ')} when npm gets ${signal}`, async () => {
        const { npm, pid } = await startByNpm(script);
        assert.equal(await isRunning(pid), true);
        npm.kill(signal);
        await until(async () => !(await isRunning(pid)), { what: `process ${pid} to end`, withinMs: 10_000 });
      });
    }
  }

  it('leaves a script alone that npm did not start', async (t) => {
    const { npm_lifecycle_event: _, ...env } = process.env;
    const shell = spawn('sh', ['-c', 'node long.mjs alone.pid & wait'], {
      cwd: directory,
      stdio: 'ignore',
      env,
    });
    const readPid = () => Number(readFileSync(join(directory, 'alone.pid'), 'utf8')) || undefined;
    const pid = await until(readPid, { what: 'the script to run', withinMs: 15_000 });
    t.after(() => process.kill(pid, 'SIGKILL'));
    shell.kill('SIGKILL');
    const survived = () => readFileSync(join(directory, 'survivor'), 'utf8') === 'yes';
    await until(survived, { what: 'the script to outlive its shell by more than a look', withinMs: 10_000 });
    assert.equal(await isRunning(pid), true);
  });
});
