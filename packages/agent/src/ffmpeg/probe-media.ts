/** What a file or a stream holds, by ffprobe. Called by captures that pass on what is H.264 already. */
import { basename, dirname, join } from 'node:path';
import { runTool } from '../process/run-tool.js';

export type VideoFacts = {
  /** In ffmpeg's words: `h264`, `hevc`, `mjpeg`. */
  codec: string;
  hasBFrames: boolean;
  /** Colours as browsers decode them: 4:2:0, 8 bits. */
  isPlain420: boolean;
  width: number;
  height: number;
  /** 0 when it is not known. */
  framesPerSecond: number;
};
export type MediaFacts = { video: VideoFacts | null; audio: { codec: string } | null };

export type MediaAnswer =
  | { outcome: 'read'; facts: MediaFacts }
  /** ffprobe does not exist at this path. */
  | { outcome: 'missing'; ffprobePath: string }
  | { outcome: 'late' }
  | { outcome: 'failed'; stderrLines: string[] };

export type MediaQuestion = {
  ffmpegPath: string;
  /** Options of the input, then `-i` and its name. */
  inputArgs: readonly string[];
  timeoutMs: number;
  signal?: AbortSignal;
};

const shown = 'stream=codec_type,codec_name,has_b_frames,pix_fmt,width,height,avg_frame_rate';

/** Never rejects. */
export async function probeMedia({ ffmpegPath, inputArgs, ...limits }: MediaQuestion): Promise<MediaAnswer> {
  const ffprobePath = ffprobePathOf(ffmpegPath);
  const args = ['-v', 'error', '-show_entries', shown, '-of', 'json', ...inputArgs];
  const { outcome, exitCode, stdout, stderr } = await runTool({ command: ffprobePath, args, ...limits });
  if (outcome === 'missing') return { outcome, ffprobePath };
  if (outcome === 'late') return { outcome };
  if (exitCode !== 0) return { outcome: 'failed', stderrLines: stderr.split('\n').filter(Boolean) };
  return { outcome: 'read', facts: readFacts(stdout) };
}

/** The ffprobe that lies beside this ffmpeg; both come in one package. */
export function ffprobePathOf(ffmpegPath: string): string {
  const name = basename(ffmpegPath).replace('ffmpeg', 'ffprobe');
  return ffmpegPath.includes('/') ? join(dirname(ffmpegPath), name) : name;
}

type ProbedStream = {
  codec_type: string;
  codec_name?: string;
  has_b_frames?: number;
  pix_fmt?: string;
  width?: number;
  height?: number;
  avg_frame_rate?: string;
};

function readFacts(json: string): MediaFacts {
  const { streams = [] } = JSON.parse(json) as { streams?: ProbedStream[] };
  const video = streams.find((stream) => stream.codec_type === 'video');
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  return {
    video: video ? videoFacts(video) : null,
    audio: audio?.codec_name ? { codec: audio.codec_name } : null,
  };
}

function videoFacts(stream: ProbedStream): VideoFacts {
  const [frames = 0, seconds = 1] = (stream.avg_frame_rate ?? '0/1').split('/').map(Number);
  return {
    codec: stream.codec_name ?? 'unknown',
    hasBFrames: (stream.has_b_frames ?? 0) > 0,
    isPlain420: ['yuv420p', 'yuvj420p'].includes(stream.pix_fmt ?? ''),
    width: stream.width ?? 0,
    height: stream.height ?? 0,
    framesPerSecond: seconds > 0 ? frames / seconds : 0,
  };
}
