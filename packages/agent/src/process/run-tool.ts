/** A short-lived program that answers a question, such as `ffprobe` or `vcgencmd`, with a deadline. */
import { Writable } from 'node:stream';
import { runGuardedProcess } from './guarded-process.js';

export type ToolOptions = {
  command: string;
  args: readonly string[];
  /** After this long it is killed. @default 10000 */
  timeoutMs?: number;
  /** Kills it at once. */
  signal?: AbortSignal;
};

export type ToolAnswer = {
  /** `missing`: there is no such program. `late`: it was killed at the deadline, or because `signal` aborted. */
  outcome: 'ended' | 'missing' | 'late';
  /** Null unless it ended by itself. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
};

const defaultTimeoutMs = 10_000;
/** What exceeds it is dropped. */
const maxOutputBytes = 1_000_000;

/** Runs the program to its end, like every other one so that it does not outlive the agent. Never rejects. */
export async function runTool({
  command,
  args,
  timeoutMs = defaultTimeoutMs,
  signal,
}: ToolOptions): Promise<ToolAnswer> {
  const chunks: Buffer[] = [];
  let keptBytes = 0;
  let stderr = '';
  const keep = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (keptBytes < maxOutputBytes) chunks.push(chunk);
      keptBytes += chunk.length;
      done();
    },
  });
  const deadline = AbortSignal.timeout(timeoutMs);
  const end = await runGuardedProcess({
    command,
    args,
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    stopSignal: 'SIGTERM',
    killAfterMs: 200,
    stdout: { as: 'bytes', into: keep },
    onStderrLine: (line) => {
      if (stderr.length < maxOutputBytes) stderr += `${line}\n`;
    },
  });
  const isLate = deadline.aborted || signal?.aborted;
  const outcome = isLate ? 'late' : end.exitCode === 127 ? 'missing' : 'ended';
  const exitCode = outcome === 'ended' ? end.exitCode : null;
  return { outcome, exitCode, stdout: Buffer.concat(chunks).toString(), stderr };
}
