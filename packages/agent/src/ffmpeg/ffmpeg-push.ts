/**
 * One ffmpeg that pushes a run's output, watched: it tells its progress, is ended when it hangs, and says why it failed.
 * Every capture that is an ffmpeg runs through here; they differ in their arguments alone.
 */
import type { Writable } from 'node:stream';
import type { CaptureEnd, CaptureProgress, CaptureRequest } from '../capture/capture.js';
import { DeliveryWatch } from '../capture/delivery-watch.js';
import { exitFailure } from '../capture/exit-failure.js';
import { withLastWords } from '../capture/with-last-words.js';
import type { Clock } from '../clock/clock.js';
import type { Failure } from '../errors/agent-error.js';
import type { Logger } from '../log/logger.js';
import { runGuardedProcess } from '../process/guarded-process.js';
import { createLastWords } from '../process/last-words.js';
import { explainOutput } from './output-failure.js';
import { programMissing } from './program-missing.js';
import { readProgressLine } from './read-progress-line.js';

export type FfmpegPushDeps = {
  ffmpegPath: string;
  clock: Clock;
  logger: Logger;
};

export type FfmpegPushOptions = {
  request: CaptureRequest;
  /** Inputs, encoders and the output, without what all have in common (`-progress` and the like). */
  args: readonly string[];
  /** Takes ffmpeg's standard input, for an input `pipe:0`. @default ffmpeg reads nothing */
  onStdin?(stdin: Writable): void;
  /** A better failure for what ffmpeg said, secrets already cut out. @default its last words */
  explain?(stderrLines: readonly string[]): Failure | null;
};

/** Time for ffmpeg to close its output in order, before it is killed. */
const killAfterMs = 2000;
/** How often ffmpeg tells its progress on stdout: soon enough to notice that the first bytes have left. */
const progressIntervalMs = 100;

const commonArgs = [
  ...['-hide_banner', '-loglevel', 'warning'],
  ...['-progress', 'pipe:1', '-stats_period', String(progressIntervalMs / 1000)],
];

/** Keeps the promises of `Capture.run`. */
export async function pushWithFfmpeg(
  { request, args, onStdin, explain }: FfmpegPushOptions,
  { ffmpegPath, clock, logger }: FfmpegPushDeps,
): Promise<CaptureEnd> {
  const { signal } = request;
  const stalled = new AbortController();
  const lastWords = createLastWords();
  const watch = new DeliveryWatch({ program: 'ffmpeg', clock, request, onStalled: () => stalled.abort() });
  let progress: CaptureProgress = { sentBytes: 0, pictures: 0, droppedPictures: 0 };
  const end = await runGuardedProcess({
    command: ffmpegPath,
    args: [...commonArgs, ...(onStdin ? [] : ['-nostdin']), ...args],
    signal,
    killSignal: stalled.signal,
    stopSignal: 'SIGTERM',
    killAfterMs,
    stdout: {
      as: 'lines',
      onLine: (line) => {
        const read = readProgressLine(line);
        if (read === 'report complete') watch.note(progress);
        else progress = { ...progress, ...read };
      },
    },
    onStderrLine: (line) => {
      if (line.includes('Last message repeated')) return;
      logger.debug({ line: lastWords.add(line) }, 'ffmpeg');
    },
    ...(onStdin && { onStdin }),
  });
  watch.close();
  if (signal.aborted) return { reason: 'stopped' };
  const said = lastWords.sentence();
  const failed = (failure: Failure): CaptureEnd => ({
    reason: 'failed',
    failure: withLastWords(failure, lastWords),
  });
  const explained = explain?.(lastWords.lines()) ?? explainOutput(lastWords.lines());
  if (explained) return failed(explained);
  if (watch.failure) {
    const { code, message } = watch.failure;
    return failed({ code, message: `${message} ${said}`.trim() });
  }
  const isMissing = end.exitCode === 127;
  return failed(isMissing ? programMissing('ffmpeg', ffmpegPath) : exitFailure('ffmpeg', end, said));
}
