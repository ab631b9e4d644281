/**
 * What runs on this machine, by `ps`: finds the children that a program left behind. Used by the tests which say that
 * no ffmpeg is left. Trees are followed from a pid, so that ffmpegs of other programs are never counted.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { until } from './deadline.js';

export type RunningProcess = { pid: number; parentPid: number; command: string };

const run = promisify(execFile);

async function allProcesses(): Promise<RunningProcess[]> {
  const { stdout } = await run('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    // A zombie (Z) has ended; only its parent has not looked yet.
    if (!match || match[3]?.startsWith('Z')) return [];
    return [{ pid: Number(match[1]), parentPid: Number(match[2]), command: match[4] ?? '' }];
  });
}

/** What compiles the sources of a program that is run from them, as long as nothing of them is cached. */
const isCompiler = (process: RunningProcess) => /esbuild --service=/.test(process.command);

/**
 * Everything below `pid`, children before grandchildren, without the compiler of its sources; empty when the process is
 * gone.
 */
export async function descendantsOf(pid: number): Promise<RunningProcess[]> {
  const processes = await allProcesses();
  const found: RunningProcess[] = [];
  let generation = [pid];
  while (generation.length > 0) {
    const children = processes.filter(
      (process) => generation.includes(process.parentPid) && !isCompiler(process),
    );
    found.push(...children);
    generation = children.map((child) => child.pid);
  }
  return found;
}

const isFfmpeg = (process: RunningProcess) => /^(\S*\/)?ffmpeg(\s|$)/.test(process.command);

/** The ffmpegs below `pid`. */
export async function ffmpegsOf(pid: number): Promise<RunningProcess[]> {
  return (await descendantsOf(pid)).filter(isFfmpeg);
}

/** The ffmpegs whose command line has `text` in it, for those whose parent is gone: name them by port or runId. */
export async function ffmpegsNaming(text: string): Promise<RunningProcess[]> {
  return (await allProcesses()).filter((process) => isFfmpeg(process) && process.command.includes(text));
}

/** Whether a process exists and has not ended. */
export async function isRunning(pid: number): Promise<boolean> {
  return (await allProcesses()).some((process) => process.pid === pid);
}

/** Resolves as soon as no ffmpeg is left below `pid`; fails with the command lines of those that stay. */
export async function waitUntilNoFfmpegIsLeft(pid: number, withinMs: number): Promise<void> {
  let left: RunningProcess[] = [];
  await until(
    async () => {
      left = await ffmpegsOf(pid);
      return left.length === 0 || undefined;
    },
    { what: `the end of every ffmpeg of process ${pid}`, withinMs },
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${left.map(({ command }) => command).join('\n')}`);
  });
}

/** Resolves as soon as nothing runs below `pid`; fails with the command lines of what stays. */
export async function waitUntilNothingRunsBelow(pid: number, withinMs: number): Promise<void> {
  let left: RunningProcess[] = [];
  await until(
    async () => {
      left = await descendantsOf(pid);
      return left.length === 0 || undefined;
    },
    { what: `the end of everything below process ${pid}`, withinMs },
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${left.map(({ command }) => command).join('\n')}`);
  });
}
