/**
 * A child process that cannot outlive the agent, not even when the agent is killed with SIGKILL, nor can anything that
 * it started. Used by every capture that is a program.
 *
 * A second, tiny process reads a pipe that only the agent holds open: when the agent is gone, for whatever reason, the
 * pipe ends and the program is killed. The program itself starts only once that guard stands (a shell waits for a line
 * and then becomes the program), so there is no moment in which it is unguarded. Both lead process groups of their own:
 * a Ctrl-C in the terminal reaches the agent alone, and every signal to the program reaches its children, too.
 */
import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  type SpawnOptions,
  spawn,
} from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export type GuardedProcessOptions = {
  command: string;
  args: readonly string[];
  /** Variables on top of the agent's own environment; arguments of `env`, so no place for secrets. @default none */
  environment?: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Kills the process group at once: for a program that hangs, which no other signal would end. @default never */
  killSignal?: AbortSignal;
  /** What ends the program in order: SIGINT for rpicam-vid, SIGTERM for ffmpeg. Sent to its whole process group. */
  stopSignal: 'SIGINT' | 'SIGTERM';
  /** After this long the process group is killed instead. */
  killAfterMs: number;
  /** What is done with the program's standard output; `into` is ended with it, and slows the program when it is slow. */
  stdout: { as: 'lines'; onLine(line: string): void } | { as: 'bytes'; into: Writable };
  onStderrLine(line: string): void;
  /** Takes the program's standard input, to write to it and to end it. @default the program reads nothing */
  onStdin?(stdin: Writable): void;
};

export type GuardedProcessEnd = {
  /**
   * Null when a signal ended it, and, like `exitSignal`, when it never ran: there was no process to be had, or it was
   * stopped before. 127: the command was not found.
   */
  exitCode: number | null;
  exitSignal: string | null;
};

/** How long whoever takes the output may still take it once the program has ended by itself. */
const readLastBytesMs = 1000;

/** `read` takes no byte beyond the end of its line from a pipe, so what follows is the program's. */
const startFed = 'read -r go && exec "$@"';
const startUnfed = `${startFed} </dev/null`;
const killWhenPipeEnds = 'read -r done || kill -KILL "-$1"';

/**
 * Runs the program until it ends or `signal` aborts. Resolves when it and whatever is left of its process group are
 * gone; never rejects. Where it or its guard cannot be started, nothing has run.
 */
export async function runGuardedProcess(options: GuardedProcessOptions): Promise<GuardedProcessEnd> {
  const {
    command,
    args,
    environment = {},
    signal,
    killSignal,
    stopSignal,
    killAfterMs,
    stdout,
    onStdin,
  } = options;
  if (signal.aborted) return { exitCode: null, exitSignal: null };
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const words = [...(variables.length > 0 ? ['env', ...variables] : []), command, ...args];
  const program = startShell([onStdin ? startFed : startUnfed, 'sh', ...words], 'pipe');
  const guard = program && startShell([killWhenPipeEnds, 'sh', String(program.pid)], 'ignore');
  if (!program || !guard) {
    // Without its line the shell that waits ends, and the program has never run.
    program?.child.stdin.destroy();
    await program?.gone;
    if (stdout.as === 'bytes') stdout.into.end();
    return { exitCode: null, exitSignal: null };
  }
  const { child, pid } = program;
  let killTimer: NodeJS.Timeout | undefined;
  const kill = () => signalGroup(pid, 'SIGKILL');
  const stop = () => {
    signalGroup(pid, stopSignal);
    killTimer = setTimeout(kill, killAfterMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  killSignal?.addEventListener('abort', kill, { once: true });
  if (stdout.as === 'lines') forEachLine(child.stdout, stdout.onLine);
  else pipeWhileWanted(child.stdout, stdout.into);
  forEachLine(child.stderr, options.onStderrLine);
  ignoreErrors(child.stdin);
  child.stdin.write('go\n');
  if (onStdin) onStdin(child.stdin);
  else child.stdin.end();
  await once(child, 'exit');
  // Children that the program left behind would hold its pipes, and the camera.
  kill();
  clearTimeout(killTimer);
  // What was written last is still read, but not for ever by somebody who does not read.
  const drop = setTimeout(() => dropRest(child.stdout), signal.aborted ? 0 : readLastBytesMs);
  const end = await program.gone;
  clearTimeout(drop);
  if (stdout.as === 'bytes') stdout.into.end();
  signal.removeEventListener('abort', stop);
  killSignal?.removeEventListener('abort', kill);
  ignoreErrors(guard.child.stdin);
  guard.child.stdin.end('done\n');
  await guard.gone;
  return end;
}

type StartedShell = {
  child: ChildProcessWithoutNullStreams;
  pid: number;
  gone: Promise<GuardedProcessEnd>;
};

/** Null where the kernel gives no process: most often Node.js tells that by an event, for lack of memory it throws. */
function startShell(args: readonly string[], outputs: 'pipe' | 'ignore'): StartedShell | null {
  try {
    const options: SpawnOptions = { stdio: ['pipe', outputs, outputs], detached: true };
    const child = spawn('sh', ['-c', ...args], options) as ChildProcessWithoutNullStreams;
    const gone = untilGone(child);
    return child.pid === undefined ? null : { child, pid: child.pid, gone };
  } catch {
    return null;
  }
}

/** Resolves when the child has ended and nobody holds its pipes any more, or when there is none. */
function untilGone(child: ChildProcess): Promise<GuardedProcessEnd> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ exitCode: null, exitSignal: null }));
    child.once('close', (exitCode, exitSignal) => resolve({ exitCode, exitSignal }));
  });
}

function signalGroup(leaderPid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-leaderPid, name);
  } catch {
    // Nobody is left in the group.
  }
}

function forEachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
}

/** A program whose reader is gone goes on writing into the void, and can be ended. */
function pipeWhileWanted(from: Readable, into: Writable): void {
  ignoreErrors(into);
  into.on('close', () => from.resume());
  from.pipe(into);
}

function dropRest(from: Readable): void {
  from.unpipe();
  from.resume();
}

/** The reader may be gone already; that is no fault. */
function ignoreErrors(pipe: NodeJS.WritableStream): void {
  pipe.on('error', () => {});
}
