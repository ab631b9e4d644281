/**
 * A child process that cannot outlive the agent, not even when the agent is killed with SIGKILL. Used by every capture
 * that is a program.
 *
 * A second, tiny process reads a pipe that only the agent holds open: when the agent is gone, for whatever reason, the
 * pipe ends and the program is killed. The program itself starts only once that guard stands (a shell waits for a line
 * and then becomes the program), so there is no moment in which it is unguarded. Both run in sessions of their own: a
 * Ctrl-C in the terminal reaches the agent alone, which then stops them in order.
 */
import { createInterface } from 'node:readline';
import { execa } from 'execa';

export type GuardedProcessOptions = {
  command: string;
  args: readonly string[];
  signal: AbortSignal;
  /** What ends the program in order: SIGINT for rpicam-vid, SIGTERM for ffmpeg. */
  stopSignal: 'SIGINT' | 'SIGTERM';
  /** After this long the program is killed instead. */
  killAfterMs: number;
  onStdoutLine(line: string): void;
  onStderrLine(line: string): void;
};

export type GuardedProcessEnd = {
  /** Null when a signal ended it. 127: the command was not found. */
  exitCode: number | null;
  exitSignal: string | null;
};

const startWhenGuarded = 'read -r go && exec "$@" </dev/null';
const killWhenPipeEnds = 'read -r done || kill -KILL "$1"';

/** Runs the program until it ends or `signal` aborts. Resolves when it is gone; never rejects. */
export async function runGuardedProcess(options: GuardedProcessOptions): Promise<GuardedProcessEnd> {
  const { command, args, signal, stopSignal, killAfterMs } = options;
  if (signal.aborted) return { exitCode: null, exitSignal: null };
  const child = execa('sh', ['-c', startWhenGuarded, 'sh', command, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    buffer: false,
    reject: false,
    // Without `killSignal` execa does not follow up a kill() with another signal by SIGKILL.
    killSignal: stopSignal,
    forceKillAfterDelay: killAfterMs,
  });
  const guard = execa('sh', ['-c', killWhenPipeEnds, 'sh', String(child.pid ?? '')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    reject: false,
  });
  const stop = () => child.kill();
  signal.addEventListener('abort', stop, { once: true });
  forEachLine(child.stdout, options.onStdoutLine);
  forEachLine(child.stderr, options.onStderrLine);
  endWith(child.stdin, 'go\n');
  const { exitCode, signal: exitSignal } = await child;
  signal.removeEventListener('abort', stop);
  endWith(guard.stdin, 'done\n');
  await guard;
  return { exitCode: exitCode ?? null, exitSignal: exitSignal ?? null };
}

function forEachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
}

/** The reader may be gone already; that is no fault. */
function endWith(pipe: NodeJS.WritableStream, text: string): void {
  pipe.on('error', () => {});
  pipe.end(text);
}
