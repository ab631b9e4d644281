/**
 * The test-picture capture: a camera for trying everything without a camera. One ffmpeg draws, encodes and pushes; this
 * watches that it delivers and says why when it does not. Used by `npm start` and the tests.
 */

import type { Clock } from '../clock/clock.js';
import type { Failure } from '../errors/agent-error.js';
import type { Logger } from '../log/logger.js';
import { redact } from '../log/redact.js';
import type { Capture, CaptureEnd, CaptureRequest } from './capture.js';
import { findDrawtextFonts } from './drawtext-fonts.js';
import { type GuardedProcessEnd, runGuardedProcess } from './guarded-process.js';
import { testPictureArgs } from './test-picture-args.js';
import type { TestPictureFonts } from './test-picture-graph.js';

export type TestPictureDeps = {
  ffmpegPath: string;
  /** Written into the picture; characters other than letters, digits, space, `.`, `_` and `-` are left out. */
  label: string;
  sound: 'beep' | 'none';
  clock: Clock;
  logger: Logger;
};

/** Time for ffmpeg to close its output in order, before it is killed. */
const killAfterMs = 2000;
/** No byte left for this long: libsrt notices a dead peer after 5 s, so this is what remains. */
const stallTimeoutMs = 8000;
/** Last lines of ffmpeg kept for the failure message. */
const keptStderrLines = 4;
const maxLineLength = 300;

export function createTestPicture(deps: TestPictureDeps): Capture {
  let fonts: Promise<TestPictureFonts | null> | undefined;
  const findFonts = () => {
    fonts ??= findDrawtextFonts(deps.ffmpegPath);
    return fonts;
  };
  return {
    prepare: async () => void (await findFonts()),
    run: async (request) => captureTestPicture(request, await findFonts(), deps),
  };
}

async function captureTestPicture(
  { output, video, signal, onDelivering }: CaptureRequest,
  fonts: TestPictureFonts | null,
  { ffmpegPath, label, sound, clock, logger }: TestPictureDeps,
): Promise<CaptureEnd> {
  const stderrLines: string[] = [];
  const stalled = new AbortController();
  const watchStall = () => clock.setTimer(stallTimeoutMs, () => stalled.abort());
  let cancelStallTimer = watchStall();
  let sentBytes = 0;
  const onProgress = (line: string) => {
    const totalBytes = readTotalBytes(line);
    if (totalBytes === undefined || totalBytes <= sentBytes) return;
    if (sentBytes === 0) onDelivering();
    sentBytes = totalBytes;
    cancelStallTimer();
    cancelStallTimer = watchStall();
  };
  const end = await runGuardedProcess({
    command: ffmpegPath,
    args: testPictureArgs({ output, video, label, fonts, sound }),
    signal: AbortSignal.any([signal, stalled.signal]),
    stopSignal: 'SIGTERM',
    killAfterMs,
    onStdoutLine: onProgress,
    onStderrLine: (line) => {
      if (line.includes('Last message repeated')) return;
      const safeLine = redact(line).slice(0, maxLineLength);
      stderrLines.push(safeLine);
      if (stderrLines.length > keptStderrLines) stderrLines.shift();
      logger.debug({ line: safeLine }, 'ffmpeg');
    },
  });
  cancelStallTimer();
  if (signal.aborted) return { reason: 'stopped' };
  const failure = stalled.signal.aborted
    ? stallFailure(stderrLines)
    : exitFailure(end, ffmpegPath, stderrLines);
  return { reason: 'failed', failure };
}

/** ffmpeg's `-progress` writes `key=value` lines; `total_size` counts bytes handed to the output. */
function readTotalBytes(line: string): number | undefined {
  const [, bytes] = /^total_size=(\d+)$/.exec(line) ?? [];
  return bytes === undefined ? undefined : Number(bytes);
}

function stallFailure(stderrLines: readonly string[]): Failure {
  const message = `ffmpeg sent nothing for ${stallTimeoutMs} ms. Is this machine overloaded? ${lastWords(stderrLines)}`;
  return { code: 'capture_stalled', message: message.trim() };
}

function exitFailure(
  { exitCode, exitSignal }: GuardedProcessEnd,
  ffmpegPath: string,
  stderrLines: readonly string[],
): Failure {
  if (exitCode === 127) {
    const message = `There is no ffmpeg at "${ffmpegPath}". Install it (apt install ffmpeg) or set ffmpegPath.`;
    return { code: 'ffmpeg_missing', message };
  }
  const how = exitSignal ? `was ended by ${exitSignal}` : `ended with code ${exitCode}`;
  return { code: 'capture_failed', message: `ffmpeg ${how}. ${lastWords(stderrLines)}`.trim() };
}

function lastWords(stderrLines: readonly string[]): string {
  return stderrLines.length > 0 ? `Its last words: ${stderrLines.join(' | ')}` : '';
}
