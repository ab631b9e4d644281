/** Whether there is an ffmpeg that can encode for this board, write MPEG-TS and push it by SRT. */
import type { Board } from '../board/board.js';
import type { ToolAnswer } from '../process/run-tool.js';
import { type Finding, ok, problem } from './finding.js';

export type FfmpegDeps = {
  ffmpegPath: string;
  h264Encoder: Board['h264Encoder'];
  run(command: string, ...args: string[]): Promise<ToolAnswer>;
};

export async function checkFfmpeg({ ffmpegPath, h264Encoder, run }: FfmpegDeps): Promise<Finding> {
  const ask = async (...args: string[]) => run(ffmpegPath, '-hide_banner', ...args);
  const about = await ask('-version');
  if (about.outcome === 'missing') {
    return problem(
      'ffmpeg',
      `There is no ffmpeg at "${ffmpegPath}". Install it (sudo apt install ffmpeg) or set ffmpegPath.`,
    );
  }
  const version = /^ffmpeg version (\S+)/.exec(about.stdout)?.[1];
  if (about.outcome === 'late' || version === undefined) {
    return problem(
      'ffmpeg',
      `"${ffmpegPath} -version" gives no answer. Install ffmpeg anew (sudo apt install --reinstall ffmpeg).`,
    );
  }
  const [encoders, protocols, muxers] = await Promise.all([
    ask('-encoders'),
    ask('-protocols'),
    ask('-muxers'),
  ]);
  const encoder = h264Encoder === 'v4l2m2m' ? 'h264_v4l2m2m' : 'libx264';
  const missing = [
    ...(hasWord(encoders.stdout, encoder) ? [] : [`the encoder ${encoder}`]),
    ...(hasWord(encoders.stdout, 'aac') ? [] : ['the encoder aac']),
    ...(hasWord(protocols.stdout, 'srt') ? [] : ['the protocol srt (libsrt)']),
    ...(hasWord(muxers.stdout, 'mpegts') ? [] : ['the format mpegts']),
  ];
  if (missing.length === 0) return ok('ffmpeg', `ffmpeg ${version} with ${encoder}, SRT and MPEG-TS.`);
  return problem(
    'ffmpeg',
    `ffmpeg ${version} lacks ${missing.join(', ')}. Take the one of the system (sudo apt install ffmpeg), or set ffmpegPath to another.`,
  );
}

function hasWord(list: string, word: string): boolean {
  return list.split(/[\s,]+/).includes(word);
}
