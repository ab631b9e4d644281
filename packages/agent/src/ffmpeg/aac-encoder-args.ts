/** ffmpeg's options for encoding sound that accompanies live pictures. Pure. */
export const aacEncoderArgs: readonly string[] = ['-c:a', 'aac', '-b:a', '64k'];
