/** ffmpeg's options for encoding sound that accompanies live pictures: at 48 kHz a frame of AAC waits for 21 ms only. */
export const aacEncoderArgs: readonly string[] = ['-c:a', 'aac', '-b:a', '64k', '-ar', '48000'];
