/**
 * The picamera2 capture: Camera Modules, and what an IMX500 detects, through Picamera2. A helper in Python films, encodes
 * and pushes; this starts it, reads its reports, watches that pictures leave, and ends it. There is no sound.
 */
import type { Writable } from 'node:stream';
import type { Board } from '../board/board.js';
import { fitVideo } from '../board/fit-video.js';
import type { CameraCapture, CaptureEnd, CaptureRequest } from '../capture/capture.js';
import { DeliveryWatch } from '../capture/delivery-watch.js';
import { exitFailure } from '../capture/exit-failure.js';
import { withLastWords } from '../capture/with-last-words.js';
import type { Clock } from '../clock/clock.js';
import type { Failure } from '../errors/agent-error.js';
import type { H264Encoder } from '../ffmpeg/h264-encoder-args.js';
import type { Logger } from '../log/logger.js';
import { redact } from '../log/redact.js';
import { runGuardedProcess } from '../process/guarded-process.js';
import { createLastWords } from '../process/last-words.js';
import { filmRequestLine } from './film-request.js';
import { pythonMissing, whyNoPicamera2 } from './find-picamera2.js';
import { helperArgs } from './helper-program.js';
import { type HelperReport, readHelperReport } from './helper-report.js';

export type Picamera2Deps = {
  /** Python that has picamera2: that of the system, not of a virtual environment. */
  pythonPath: string;
  camera: number;
  /** Network file (.rpk) of an IMX500, or null. */
  model: string | null;
  encoder: H264Encoder;
  board: Board;
  clock: Clock;
  logger: Logger;
};

/** Time to stop the encoder and close the camera, which keeps the next run from finding it busy. */
const killAfterMs = 2000;
/** Importing Picamera2, opening a camera and starting it. */
const startTimeoutMs = 20_000;
/** An IMX500 is given its network when it starts, for minutes when it sees it for the first time. */
export const loadModelTimeoutMs = 300_000;

const keyframeLine = '{"do":"keyframe"}\n';

export function createPicamera2Capture(deps: Picamera2Deps): CameraCapture {
  let commands: Writable | null = null;
  const { pythonPath, camera } = deps;
  return {
    whyNot: (signal) => whyNoPicamera2({ pythonPath, camera, ...(signal && { signal }) }),
    async run(request) {
      const end = await film(request, deps, (stdin) => {
        commands = stdin;
      });
      commands = null;
      return end;
    },
    forceKeyframe: () => void commands?.write(keyframeLine),
  };
}

async function film(
  request: CaptureRequest,
  deps: Picamera2Deps,
  onStdin: (stdin: Writable) => void,
): Promise<CaptureEnd> {
  const { pythonPath, camera, model, encoder, board, clock, logger } = deps;
  const { signal, output } = request;
  const video = fitVideo({ video: request.video, board, encoder, logger });
  const over = new AbortController();
  const hung = new AbortController();
  const lastWords = createLastWords();
  let failure: Failure | null = null;
  const fail = (reason: Failure) => {
    if (!signal.aborted) failure ??= reason;
    over.abort();
  };
  const timeoutMs = model === null ? startTimeoutMs : loadModelTimeoutMs;
  const cancelStarting = clock.setTimer(timeoutMs, () => fail(notStarted(timeoutMs)));
  let watch: DeliveryWatch | null = null;
  const obey = (report: HelperReport) => {
    switch (report.event) {
      case 'filming':
        cancelStarting();
        watch ??= new DeliveryWatch({ program: 'Picamera2', clock, request, onStalled: () => hung.abort() });
        return;
      case 'progress': {
        const { sentBytes, pictures, droppedPictures } = report;
        return watch?.note({ sentBytes, pictures, droppedPictures });
      }
      case 'failed':
        return fail({ code: report.code, message: redact(report.message) });
      case 'note':
        return logger.warn({}, report.message);
      case 'probed':
        return;
    }
  };
  const end = await runGuardedProcess({
    command: pythonPath,
    args: helperArgs,
    signal: AbortSignal.any([signal, over.signal]),
    killSignal: hung.signal,
    stopSignal: 'SIGINT',
    killAfterMs,
    stdout: {
      as: 'lines',
      onLine: (line) => {
        const report = readHelperReport(line);
        if (report) obey(report);
      },
    },
    onStderrLine: (line) => logger.debug({ line: lastWords.add(line) }, 'picamera2'),
    onStdin: (stdin) => {
      stdin.write(filmRequestLine({ url: output.url, video, encoder, camera, model }));
      onStdin(stdin);
    },
  });
  cancelStarting();
  const watched = watch as DeliveryWatch | null;
  watched?.close();
  if (signal.aborted) return { reason: 'stopped' };
  const ended =
    end.exitCode === 127 ? pythonMissing(pythonPath) : exitFailure('Picamera2', end, lastWords.sentence());
  return { reason: 'failed', failure: withLastWords(failure ?? watched?.failure ?? ended, lastWords) };
}

function notStarted(afterMs: number): Failure {
  const message = `Picamera2 did not start the camera within ${afterMs} ms, so it was ended. If this stays so, restart the machine.`;
  return { code: 'capture_stalled', message };
}
