/**
 * The capture of an IP camera: pulls its RTSP stream and passes it on without encoding it again. Another codec than
 * H.264, or B-frames, are refused with the cure, or encoded where the setting says so.
 */
import type { Board } from '../board/board.js';
import { fitVideo } from '../board/fit-video.js';
import type { Capture } from '../capture/capture.js';
import { KnownAnswer } from '../capture/known-answer.js';
import type { Failure } from '../errors/agent-error.js';
import { type FfmpegPushDeps, pushWithFfmpeg } from '../ffmpeg/ffmpeg-push.js';
import type { H264Encoder } from '../ffmpeg/h264-encoder-args.js';
import { type MediaFacts, probeMedia, type VideoFacts } from '../ffmpeg/probe-media.js';
import { programMissing } from '../ffmpeg/program-missing.js';
import { obstacleTo } from '../ffmpeg/source-args.js';
import { redact } from '../log/redact.js';
import { rtspArgs, rtspInput } from './rtsp-args.js';
import { cameraAt, explainRtsp } from './rtsp-failure.js';

export type RtspCaptureDeps = FfmpegPushDeps & {
  /** May hold user and password: an argument of ffmpeg, and told nowhere else. */
  url: string;
  sound: 'as in the camera' | 'none';
  /** For what cannot be passed on; `refuse` makes a failure of it. */
  encoder: H264Encoder | 'refuse';
  board: Board;
  /** Further words for the input of ffmpeg and ffprobe. */
  options: readonly string[];
  /** How long the camera may take to describe its stream. @default 8000 */
  answerTimeoutMs?: number;
};

type CameraFacts = { video: VideoFacts; audio: MediaFacts['audio'] };
type CameraAnswer = { facts: CameraFacts } | { failure: Failure };

const defaultAnswerTimeoutMs = 8000;

export function createRtspCapture(deps: RtspCaptureDeps): Capture {
  const { url, sound, encoder, board, options, logger } = deps;
  // Asking takes a second or two; after a failure the camera may have been set anew.
  const camera = new KnownAnswer<CameraAnswer>({
    ask: (signal) => askCamera(deps, signal),
    isGood: (answer) => 'facts' in answer,
  });
  return {
    prepare: () => camera.prepare(),
    async run(request) {
      const { output, video: wish, signal } = request;
      const answer = await camera.get(signal);
      if (signal.aborted) return { reason: 'stopped' };
      if ('failure' in answer) return { reason: 'failed', failure: answer.failure };
      const { video, audio } = answer.facts;
      const chosen = encoder === 'refuse' ? 'software' : encoder;
      const source = {
        video,
        audio: sound === 'none' ? null : audio,
        wanted: obstacleTo(video) ? fitVideo({ video: wish, board, encoder: chosen, logger }) : wish,
        encoder: chosen,
      };
      const args = rtspArgs({ url, options, output, ...source });
      const end = await pushWithFfmpeg({ request, args, explain: (lines) => explainRtsp(lines, url) }, deps);
      if (end.reason === 'failed') camera.forget();
      return end;
    },
  };
}

async function askCamera(deps: RtspCaptureDeps, signal?: AbortSignal): Promise<CameraAnswer> {
  const { ffmpegPath, url, options, encoder, answerTimeoutMs = defaultAnswerTimeoutMs } = deps;
  const answer = await probeMedia({
    ffmpegPath,
    inputArgs: rtspInput({ url, options }),
    timeoutMs: answerTimeoutMs,
    ...(signal && { signal }),
  });
  const camera = `The IP camera ${cameraAt(url)}`;
  switch (answer.outcome) {
    case 'missing':
      return { failure: programMissing('ffprobe', answer.ffprobePath) };
    case 'late': {
      const message = `${camera} did not answer within ${answerTimeoutMs} ms. Is it on, is the address right, has it as many viewers as it bears?`;
      return { failure: { code: 'camera_unreachable', message } };
    }
    case 'failed': {
      const words = redact(answer.stderrLines.slice(-4).join(' | '));
      const unknown: Failure = { code: 'capture_failed', message: `${camera} gives no stream: ${words}` };
      return { failure: explainRtsp(answer.stderrLines, url) ?? unknown };
    }
    case 'read':
      return judge(answer.facts, camera, encoder);
  }
}

function judge(
  { video, audio }: MediaFacts,
  camera: string,
  encoder: RtspCaptureDeps['encoder'],
): CameraAnswer {
  if (!video) {
    const message = `${camera} sends no picture. Look up the RTSP path of its video and set capture.url.`;
    return { failure: { code: 'camera_unsupported', message } };
  }
  const obstacle = obstacleTo(video);
  if (obstacle === null || encoder !== 'refuse') return { facts: { video, audio } };
  const cure = video.hasBFrames
    ? 'Switch B-frames off in the camera, or its profile to baseline'
    : 'Switch this stream of the camera to H.264, or take another one of it';
  const message = `${camera} sends ${obstacle}, so its video cannot be passed on. ${cure}; or set capture.encoder to "software" to encode it again here.`;
  return { failure: { code: 'camera_unsupported', message } };
}
