/** A short-lived program that answers a question, such as `ffprobe` or `vcgencmd`, with a deadline. */
import { execa } from 'execa';

export type ToolOptions = {
  command: string;
  args: readonly string[];
  /** After this long it is killed. @default 10000 */
  timeoutMs?: number;
  signal?: AbortSignal;
};

export type ToolAnswer = {
  /** `missing`: there is no such program. `late`: it was killed at the deadline, or `signal` aborted. */
  outcome: 'ended' | 'missing' | 'late';
  /** Null unless it ended by itself. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
};

const defaultTimeoutMs = 10_000;
const maxOutputBytes = 1_000_000;

/** Runs the program to its end. Never rejects; more than 1 MB of output is cut off. */
export async function runTool({
  command,
  args,
  timeoutMs = defaultTimeoutMs,
  signal,
}: ToolOptions): Promise<ToolAnswer> {
  if (signal?.aborted) return { outcome: 'late', exitCode: null, stdout: '', stderr: '' };
  const result = await execa(command, args, {
    stdin: 'ignore',
    reject: false,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: maxOutputBytes,
    ...(signal && { cancelSignal: signal }),
  });
  const { exitCode = null, timedOut, isCanceled, code } = result;
  const stdout = result.stdout ?? '';
  const stderr = result.stderr ?? '';
  if (timedOut || isCanceled) return { outcome: 'late', exitCode: null, stdout, stderr };
  if (code === 'ENOENT' || code === 'EACCES') return { outcome: 'missing', exitCode: null, stdout, stderr };
  return { outcome: 'ended', exitCode, stdout, stderr };
}
