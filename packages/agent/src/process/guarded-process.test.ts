import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { until, within } from '../testing/within.js';
import { type GuardedProcessOptions, runGuardedProcess } from './guarded-process.js';

const options = (overrides: Partial<GuardedProcessOptions>): GuardedProcessOptions => ({
  command: 'sh',
  args: [],
  signal: new AbortController().signal,
  stopSignal: 'SIGTERM',
  killAfterMs: 200,
  stdout: { as: 'lines', onLine: () => {} },
  onStderrLine: () => {},
  ...overrides,
});
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('runGuardedProcess', () => {
  it('tells how the program ended and what it wrote', async () => {
    const lines: string[] = [];
    const end = await runGuardedProcess(
      options({
        args: ['-c', 'echo out; echo err >&2; exit 3'],
        stdout: { as: 'lines', onLine: (line) => lines.push(line) },
        onStderrLine: (line) => lines.push(line),
      }),
    );
    assert.deepEqual(end, { exitCode: 3, exitSignal: null });
    assert.deepEqual(lines.sort(), ['err', 'out']);
  });

  it('ends with 127 when there is no such command', async () => {
    assert.equal((await runGuardedProcess(options({ command: '/no/such/program' }))).exitCode, 127);
  });

  it('does not start when it was stopped before', async () => {
    const end = await runGuardedProcess(options({ args: ['-c', 'exit 3'], signal: AbortSignal.abort() }));
    assert.deepEqual(end, { exitCode: null, exitSignal: null });
  });

  it('stops the program by the signal it listens to', async () => {
    const stop = new AbortController();
    const end = await runGuardedProcess(
      options({
        args: ['-c', 'trap "exit 5" INT; echo ready; while :; do sleep 0.05; done'],
        signal: stop.signal,
        stopSignal: 'SIGINT',
        killAfterMs: 8000,
        stdout: { as: 'lines', onLine: () => stop.abort() },
      }),
    );
    assert.equal(end.exitCode, 5);
  });

  it('kills a program that does not listen', async () => {
    const stop = new AbortController();
    const end = await runGuardedProcess(
      options({
        args: ['-c', 'trap "" TERM; echo ready; exec sleep 60'],
        signal: stop.signal,
        stdout: { as: 'lines', onLine: () => stop.abort() },
      }),
    );
    assert.equal(end.exitSignal, 'SIGKILL');
  });

  it('lets no program outlive a parent that is killed', async () => {
    const script = `
      import { runGuardedProcess } from ${JSON.stringify(new URL('./guarded-process.ts', import.meta.url).href)};
      await runGuardedProcess({
        command: 'sh', args: ['-c', 'echo $$; exec sleep 60'], signal: new AbortController().signal,
        stopSignal: 'SIGTERM', killAfterMs: 200, stdout: { as: 'lines', onLine: (pid) => console.log(pid) }, onStderrLine: () => {},
      });`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await within(once(createInterface({ input: parent.stdout }), 'line'), 8000, 'a pid')) as [
      string,
    ];
    const pid = Number(line);
    assert.ok(isAlive(pid));
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid), 4000, 'the program is gone');
  });
});
