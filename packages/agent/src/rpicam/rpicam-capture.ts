/**
 * The rpicam capture: Camera Modules through rpicam-vid (libcamera-vid on older systems). The camera program encodes and
 * writes MPEG-TS to its standard output; an ffmpeg takes it from there and pushes. So no secret is in the camera
 * program's arguments, an output that fails does not abort it, and what hangs is told apart: camera or network.
 *
 * There is no sound: `--libav-audio` stops the picture when the sound device does not deliver, and PulseAudio, its
 * default, is not there for a service.
 */
import type { Writable } from 'node:stream';
import type { Board } from '../board/board.js';
import { fitVideo } from '../board/fit-video.js';
import type { CameraCapture, CaptureEnd, CaptureRequest } from '../capture/capture.js';
import { exitFailure } from '../capture/exit-failure.js';
import { KnownAnswer } from '../capture/known-answer.js';
import { withLastWords } from '../capture/with-last-words.js';
import type { Failure } from '../errors/agent-error.js';
import { type FfmpegPushDeps, pushWithFfmpeg } from '../ffmpeg/ffmpeg-push.js';
import type { H264Encoder } from '../ffmpeg/h264-encoder-args.js';
import { runGuardedProcess } from '../process/guarded-process.js';
import { createLastWords, type LastWords } from '../process/last-words.js';
import { watchCamera } from './camera-watch.js';
import { findRpicam, type RpicamProgram, whyNoRpicamCamera } from './find-rpicam.js';
import { createPesLengthWriter } from './pes-lengths.js';
import { rpicamArgs, rpicamPushArgs } from './rpicam-args.js';
import { explainRpicam, isFrameCount, tellsDeviceTimeout } from './rpicam-failure.js';

export type RpicamDeps = FfmpegPushDeps & {
  /** Null: `rpicam-vid`, else `libcamera-vid`. */
  rpicamPath: string | null;
  /** Index as `--list-cameras` counts. */
  camera: number;
  encoder: H264Encoder;
  board: Board;
  /** Further words for the camera program. */
  options: readonly string[];
};

/** rpicam-vid listens to SIGINT between two pictures; without pictures it does not listen at all. */
const killAfterMs = 2000;

export function createRpicamCapture(deps: RpicamDeps): CameraCapture {
  const known = new KnownAnswer<RpicamProgram | Failure>({
    ask: (signal) => findRpicam({ rpicamPath: deps.rpicamPath, ...(signal && { signal }) }),
    isGood: (answer) => !('code' in answer),
  });
  return {
    async whyNot(signal) {
      const program = await known.get(signal);
      if ('code' in program) return program;
      const failure = await whyNoRpicamCamera(program.command, deps.camera, signal);
      // It may be brought up to date before there is a camera.
      if (failure) known.forget();
      return failure;
    },
    prepare: () => known.prepare(),
    async run(request) {
      const program = await known.get(request.signal);
      if (request.signal.aborted) return { reason: 'stopped' };
      if ('code' in program) return { reason: 'failed', failure: program };
      const end = await filmAndPush(request, program, deps);
      // It may have been brought up to date meanwhile.
      if (end.reason === 'failed') known.forget();
      return end;
    },
  };
}

/** Two programs and the stream between them; whichever ends first ends the other, and its reason counts. */
async function filmAndPush(
  request: CaptureRequest,
  program: RpicamProgram,
  deps: RpicamDeps,
): Promise<CaptureEnd> {
  const over = new AbortController();
  const hung = new AbortController();
  const stop = AbortSignal.any([request.signal, over.signal]);
  const lastWords = createLastWords();
  let failure: Failure | null = null;
  const endWith = (reason: Failure) => {
    if (!stop.aborted) failure = reason;
    over.abort();
  };
  const endHung = (what: string) => {
    endWith(withLastWords(stallFailure(program, what), lastWords));
    hung.abort();
  };
  const stream = createPesLengthWriter();
  const watch = watchCamera({
    clock: deps.clock,
    stream,
    onStalled: (afterMs) => endHung(`delivered nothing for ${afterMs} ms`),
  });
  const filming = film({
    request,
    program,
    deps,
    stream,
    stop,
    hung: hung.signal,
    lastWords,
    onDeviceTimeout: () => endHung('got no picture from the camera'),
  });
  const pushing = pushWithFfmpeg(
    {
      request: { ...request, signal: stop },
      args: rpicamPushArgs({ output: request.output, encoder: deps.encoder }),
      onStdin: (stdin) => {
        stdin.on('close', () => stream.destroy());
        // ffmpeg hears a signal only between two reads, and once the camera program stops there is nothing to read.
        stop.addEventListener('abort', () => stdin.end(), { once: true });
        // Left open when the camera program ends, so that its reason comes before ffmpeg's "end of file".
        stream.pipe(stdin, { end: false });
      },
    },
    deps,
  );
  await Promise.all([
    filming.then((reason) => endWith(withLastWords(reason, lastWords))),
    pushing.then((end) => {
      if (end.reason === 'failed') endWith(end.failure);
    }),
  ]);
  watch.close();
  stream.destroy();
  return request.signal.aborted || !failure ? { reason: 'stopped' } : { reason: 'failed', failure };
}

type FilmOptions = {
  request: CaptureRequest;
  program: RpicamProgram;
  deps: RpicamDeps;
  /** Takes what the camera program writes. */
  stream: Writable;
  stop: AbortSignal;
  /** It does not listen any more. */
  hung: AbortSignal;
  /** Takes what the camera program says. */
  lastWords: LastWords;
  onDeviceTimeout(): void;
};

/** Runs the camera program to its end and says why it ended. */
async function film({
  request,
  program,
  deps,
  stream,
  stop,
  hung,
  lastWords,
  onDeviceTimeout,
}: FilmOptions): Promise<Failure> {
  const { command, options: known } = program;
  const { encoder, board, camera, options, logger } = deps;
  const video = fitVideo({ video: request.video, board, encoder, logger });
  const end = await runGuardedProcess({
    command,
    args: rpicamArgs({ video, encoder, camera, known, options }),
    signal: stop,
    killSignal: hung,
    stopSignal: 'SIGINT',
    killAfterMs,
    stdout: { as: 'bytes', into: stream },
    onStderrLine: (line) => {
      if (isFrameCount(line)) return;
      logger.debug({ line: lastWords.add(line) }, command);
      if (tellsDeviceTimeout(line)) onDeviceTimeout();
    },
  });
  return (
    explainRpicam(lastWords.lines(), { ...program, camera, options }) ??
    exitFailure(command, end, lastWords.sentence())
  );
}

function stallFailure({ command }: RpicamProgram, what: string): Failure {
  const message = `${command} ${what}, so it was ended. If this returns: check the ribbon cable, the power supply, and sudo dmesg.`;
  return { code: 'capture_stalled', message };
}
