/**
 * The capture that plays a video file again and again, as if it were filmed now. H.264 without B-frames is passed on as
 * it is; anything else is encoded.
 */
import { type Stats, statSync } from 'node:fs';
import type { Board } from '../board/board.js';
import { fitVideo } from '../board/fit-video.js';
import type { Capture } from '../capture/capture.js';
import type { Failure } from '../errors/agent-error.js';
import { type FfmpegPushDeps, pushWithFfmpeg } from '../ffmpeg/ffmpeg-push.js';
import type { H264Encoder } from '../ffmpeg/h264-encoder-args.js';
import { type MediaFacts, probeMedia, type VideoFacts } from '../ffmpeg/probe-media.js';
import { programMissing } from '../ffmpeg/program-missing.js';
import { obstacleTo } from '../ffmpeg/source-args.js';
import { fileArgs, fileInput } from './file-args.js';

export type FileCaptureDeps = FfmpegPushDeps & {
  file: string;
  sound: 'as in the file' | 'none';
  encoder: H264Encoder;
  board: Board;
  /** Further words for ffmpeg's input. */
  options: readonly string[];
};

type PlayableFile = { video: VideoFacts; audio: MediaFacts['audio'] };
type FileAnswer = { playable: PlayableFile } | { failure: Failure };

const probeTimeoutMs = 10_000;

export function createFileCapture(deps: FileCaptureDeps): Capture {
  const { file, sound, encoder, board, options, logger } = deps;
  let known: { version: string; playable: PlayableFile } | undefined;
  const inspect = async (signal?: AbortSignal): Promise<FileAnswer> => {
    const version = versionOf(file);
    if (typeof version !== 'string') return version;
    if (known?.version === version) return known;
    const answer = await readFacts(deps, signal);
    if ('playable' in answer) known = { version, playable: answer.playable };
    return answer;
  };
  return {
    prepare: async () => void (await inspect()),
    async run(request) {
      const { output, video: wish, signal } = request;
      const answer = await inspect(signal);
      if (signal.aborted) return { reason: 'stopped' };
      if ('failure' in answer) return { reason: 'failed', failure: answer.failure };
      const { video, audio } = answer.playable;
      const wanted = obstacleTo(video) ? fitVideo({ video: wish, board, encoder, logger }) : wish;
      const source = { video, audio: sound === 'none' ? null : audio, wanted, encoder };
      return pushWithFfmpeg({ request, args: fileArgs({ file, options, output, ...source }) }, deps);
    },
  };
}

/** Changes with the content; a failure when the file cannot be used. */
function versionOf(file: string): string | { failure: Failure } {
  let stats: Stats;
  try {
    stats = statSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `capture.file "${file}" cannot be opened (${code}). Give the path of a video file that the agent may read.`;
    return { failure: { code: code === 'EACCES' ? 'camera_denied' : 'no_camera', message } };
  }
  if (stats.isFile()) return `${stats.mtimeMs} ${stats.size}`;
  const message = `capture.file "${file}" is not a file. Give the path of a video file.`;
  return { failure: { code: 'no_camera', message } };
}

async function readFacts({ file, ffmpegPath }: FileCaptureDeps, signal?: AbortSignal): Promise<FileAnswer> {
  const answer = await probeMedia({
    ffmpegPath,
    inputArgs: fileInput(file),
    timeoutMs: probeTimeoutMs,
    ...(signal && { signal }),
  });
  switch (answer.outcome) {
    case 'missing':
      return { failure: programMissing('ffprobe', answer.ffprobePath) };
    case 'late':
      return { failure: unusable(file, `could not be read within ${probeTimeoutMs} ms`, 'capture_stalled') };
    case 'failed': {
      const words = answer.stderrLines.at(-1) ?? '';
      if (words.includes('Permission denied')) {
        return { failure: unusable(file, 'may not be read by the user of the agent', 'camera_denied') };
      }
      return { failure: unusable(file, `is no video that ffmpeg can read: ${words}`) };
    }
    case 'read': {
      const { video, audio } = answer.facts;
      return video
        ? { playable: { video, audio } }
        : { failure: unusable(file, 'has no picture in it. Give a video file') };
    }
  }
}

function unusable(file: string, why: string, code: Failure['code'] = 'camera_unsupported'): Failure {
  return { code, message: `capture.file "${file}" ${why}.` };
}
