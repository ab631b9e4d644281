/**
 * Fuzzes one surface in a process of its own, with a watchdog: one that says nothing for too long hangs, one that is gone
 * has crashed. Either way the batch is run again with each input on record, to know which it was.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FuzzFailure, FuzzReport, FuzzTask } from './messages.js';

export type CampaignOptions = FuzzTask & {
  /** A process that says nothing for so long hangs. @default 30 s */
  watchdogMs?: number;
  onProgress?(done: number): void;
};

export type CampaignResult = {
  done: number;
  failure: FuzzFailure | undefined;
  /** After forced collections, in the order in which they were taken. */
  heapBytes: readonly number[];
  /** The most that one input cost. */
  mostSteps: number | undefined;
};

const program = fileURLToPath(new URL('./fuzz-program.ts', import.meta.url));
/** What a surface may keep: beyond it the process ends, and that is a finding. */
const maxHeapMegabytes = 400;

type Ending =
  | { kind: 'ended' }
  | { kind: 'broken'; message: string; batch: { seed: number; inputs: number } | undefined };

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const result: { -readonly [Key in keyof CampaignResult]: CampaignResult[Key] } & { heapBytes: number[] } = {
    done: 0,
    failure: undefined,
    heapBytes: [],
    mostSteps: undefined,
  };
  const ending = await runProcess(options, (report) => {
    if ('done' in report) result.done = report.done;
    if (report.kind === 'failed') result.failure = report.failure;
    if (report.kind === 'heap') result.heapBytes.push(report.heapBytes);
    if (report.kind === 'steps') result.mostSteps = report.mostSteps;
    if (report.kind === 'alive') options.onProgress?.(report.done);
  });
  if (ending.kind === 'broken') result.failure = await findCulprit(options, ending);
  return result;
}

async function findCulprit(
  { onProgress: _, ...options }: CampaignOptions,
  { message, batch }: Ending & { kind: 'broken' },
): Promise<FuzzFailure> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const announceFile = join(folder, 'input.json');
  try {
    let failure: FuzzFailure | undefined;
    const again = await runProcess(
      {
        ...options,
        ...(batch && { modes: ['random'], seeds: [batch.seed], inputs: batch.inputs }),
        announceFile,
      },
      (report) => {
        if (report.kind === 'failed') failure = report.failure;
      },
    );
    if (failure) return failure;
    if (again.kind === 'ended')
      return { message: `${message}; not when it was tried again`, input: undefined };
    const input: unknown = existsSync(announceFile)
      ? JSON.parse(readFileSync(announceFile, 'utf8'))
      : undefined;
    return { message, input };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runProcess(
  { watchdogMs = 30_000, onProgress: _, ...task }: CampaignOptions,
  onReport: (report: FuzzReport) => void,
): Promise<Ending> {
  const child = fork(program, [JSON.stringify(task satisfies FuzzTask)], {
    execArgv: [...process.execArgv, '--expose-gc', `--max-old-space-size=${maxHeapMegabytes}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let batch: { seed: number; inputs: number } | undefined;
  let hasEnded = false;
  let isHanging = false;
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-4000);
  });
  const watchdog = setTimeout(() => {
    isHanging = true;
    child.kill('SIGKILL');
  }, watchdogMs);
  child.on('message', (message) => {
    const report = message as FuzzReport;
    watchdog.refresh();
    if (report.kind === 'alive') batch = report.batch;
    if (report.kind === 'done' || report.kind === 'failed') hasEnded = true;
    onReport(report);
  });
  const [code, signal] = await exitOf(child);
  clearTimeout(watchdog);
  if (hasEnded) return { kind: 'ended' };
  const message = isHanging
    ? `hangs: nothing was heard for ${watchdogMs} ms`
    : `the process ended with ${signal ?? code}: ${words.trim()}`;
  return { kind: 'broken', message, batch };
}

/** With its last message before it. */
async function exitOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
}
