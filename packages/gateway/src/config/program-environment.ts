/** What the program takes from the environment beside the settings. */

/** `FFMPEG_PATH` names the ffmpeg to run, where it is not the one on the PATH. */
export function ffmpegPathFromEnvironment(): string {
  return process.env.FFMPEG_PATH || 'ffmpeg';
}
