import assert from 'node:assert/strict';
import childProcess, { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, it, mock } from 'node:test';
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
/** A zombie has ended, although nobody may have looked yet. */
const isAlive = (pid: number) => /^[^Z]/.test(stateOf(pid));
const stateOf = (pid: number) =>
  spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout;

const realSpawn = spawn;
const noProcess = () => realSpawn('/no/such/shell', { stdio: ['pipe', 'pipe', 'pipe'] });
/** How Node.js tells that there is no process to be had: by an event, with or without pipes, or by throwing. */
const refusals = {
  EAGAIN: noProcess,
  EMFILE: () => Object.assign(noProcess(), { stdin: undefined, stdout: undefined, stderr: undefined }),
  ENOMEM: (): never => {
    throw Object.assign(new Error('spawn ENOMEM'), { code: 'ENOMEM' });
  },
};

/** From now on the process number `refused` (0: the program's, 1: its guard's) is not to be had. */
function refuseProcess(refused: number, refuse: () => unknown): ChildProcess[] {
  const started: ChildProcess[] = [];
  let count = 0;
  mock.method(childProcess, 'spawn', (...args: Parameters<typeof spawn>) => {
    if (count++ === refused) return refuse();
    const child = realSpawn(...args);
    started.push(child);
    return child;
  });
  syncBuiltinESMExports();
  return started;
}

describe('runGuardedProcess', () => {
  afterEach(() => {
    mock.restoreAll();
    syncBuiltinESMExports();
  });
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

  for (const [errno, refuse] of Object.entries(refusals)) {
    it(`starts no program without a guard, and lets nobody wait for one (${errno})`, async () => {
      const lines: string[] = [];
      const started = refuseProcess(1, refuse);
      const end = await within(
        runGuardedProcess(
          options({
            args: ['-c', 'echo runs'],
            stdout: { as: 'lines', onLine: (line) => lines.push(line) },
            onStdin: (stdin) => stdin.end(),
          }),
        ),
        4000,
        'it gives up',
      );
      assert.deepEqual(end, { exitCode: null, exitSignal: null });
      assert.deepEqual(lines, []);
      assert.equal(started.length, 1);
      assert.equal(isAlive(started[0]?.pid ?? 0), false, 'the shell that waited is gone');
    });

    it(`says that the program could not be started (${errno})`, async () => {
      const output = new PassThrough();
      const started = refuseProcess(0, refuse);
      const end = await runGuardedProcess(options({ stdout: { as: 'bytes', into: output } }));
      assert.deepEqual(end, { exitCode: null, exitSignal: null });
      assert.equal(await within(text(output), 1000, 'its output has ended'), '');
      assert.deepEqual(started, [], 'a guard of nothing');
    });
  }

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

  it('feeds the program and hands on its bytes as they are', async () => {
    const output = new PassThrough();
    const read = text(output);
    const end = await runGuardedProcess(
      options({
        args: ['-c', 'cat; echo "$GREETING"'],
        environment: { GREETING: 'bye' },
        stdout: { as: 'bytes', into: output },
        onStdin: (stdin) => stdin.end('first\n\x00second\n'),
      }),
    );
    assert.equal(end.exitCode, 0);
    assert.equal(await read, 'first\n\x00second\nbye\n');
  });

  it('joins two programs, and ends with the first that does', async () => {
    const stop = new AbortController();
    const between = new PassThrough();
    const writer = runGuardedProcess(
      options({
        args: ['-c', 'while :; do echo x; done'],
        stdout: { as: 'bytes', into: between },
        signal: stop.signal,
      }),
    );
    const reader = runGuardedProcess(
      options({ args: ['-c', 'head -c 100000 >/dev/null'], onStdin: (stdin) => between.pipe(stdin) }),
    );
    // Whatever happens: a program that goes on would keep this one from its end.
    await within(reader, 8000, 'the reader has read enough').finally(() => stop.abort());
    assert.equal((await within(writer, 4000, 'the writer is gone')).exitSignal, 'SIGTERM');
  });

  it('ends the children of the program, too', async () => {
    const stop = new AbortController();
    const pids: number[] = [];
    await runGuardedProcess(
      options({
        args: ['-c', 'sleep 60 & echo $!; sh -c "trap "" TERM; echo \\$\\$; sleep 60; sleep 60" & wait'],
        signal: stop.signal,
        stdout: {
          as: 'lines',
          onLine: (line) => {
            if (pids.push(Number(line)) === 2) stop.abort();
          },
        },
      }),
    );
    assert.equal(pids.length, 2);
    await until(() => !pids.some(isAlive), 1000, 'the children are gone');
  });

  it('ends the children that a program leaves behind', async () => {
    let pid = 0;
    const end = await within(
      runGuardedProcess(
        options({
          args: ['-c', 'sleep 60 & echo $!; exit 4'],
          stdout: { as: 'lines', onLine: (line) => (pid = Number(line)) },
        }),
      ),
      4000,
      'the end of the program',
    );
    assert.equal(end.exitCode, 4);
    await until(() => !isAlive(pid), 1000, 'the child is gone');
  });

  it('lets no program and none of its children outlive a parent that is killed', async () => {
    const script = `
      import { runGuardedProcess } from ${JSON.stringify(new URL('./guarded-process.ts', import.meta.url).href)};
      await runGuardedProcess({
        command: 'sh', args: ['-c', 'sleep 60 & echo $$ $!; exec sleep 60'], signal: new AbortController().signal,
        stopSignal: 'SIGTERM', killAfterMs: 200, stdout: { as: 'lines', onLine: (pids) => console.log(pids) }, onStderrLine: () => {},
      });`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await within(once(createInterface({ input: parent.stdout }), 'line'), 8000, 'a pid')) as [
      string,
    ];
    const pids = line.split(' ').map(Number);
    assert.deepEqual(pids.map(isAlive), [true, true]);
    parent.kill('SIGKILL');
    await until(() => !pids.some(isAlive), 4000, 'the program and its child are gone');
  });
});
