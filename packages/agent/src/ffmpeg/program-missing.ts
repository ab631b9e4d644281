/** The failure when ffmpeg, or ffprobe beside it, is not there. */
import type { Failure } from '../errors/agent-error.js';

export function programMissing(program: 'ffmpeg' | 'ffprobe', path: string): Failure {
  const message = `There is no ${program} at "${path}". Install it (apt install ffmpeg) or set ffmpegPath.`;
  return { code: 'program_missing', message };
}
