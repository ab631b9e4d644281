/** One keyframe as a JPEG: an ffmpeg for a moment. Used for snapshots and the posters of recordings. */
import { GatewayError } from '../errors/gateway-error.js';
import { onePictureArgs } from '../ffmpeg/args.js';
import { type RunningCount, startFfmpeg as startUnlimited } from '../ffmpeg/process.js';
import type { Logger } from '../log/logger.js';

export type OnePictureDeps = {
  ffmpegPath: string;
  /** Starts it. @default without a limit */
  startFfmpeg?: typeof startUnlimited;
  /** Counts it as long as it runs. @default nobody counts */
  running?: RunningCount;
  logger: Logger;
};

export type Keyframe = {
  /** Init segment. */
  init: Buffer;
  /** A fragment, or more of them: the first picture is taken. */
  fragment: Buffer;
};

/** One that takes longer hangs: a keyframe is decoded in some 100 ms on a Raspberry Pi. */
const timeoutMs = 5000;
const maxJpegBytes = 16 * 1024 * 1024;

/** @throws GatewayError `ffmpeg_failed`; what `startFfmpeg` throws */
export async function makeOnePicture(deps: OnePictureDeps, { init, fragment }: Keyframe): Promise<Buffer> {
  const { ffmpegPath, startFfmpeg = startUnlimited, running, logger } = deps;
  const parts: Buffer[] = [];
  let broken: string | undefined;
  const breakOff = (why: string): void => {
    broken ??= why;
    void ffmpeg.close();
  };
  let byteLength = 0;
  const ffmpeg = startFfmpeg({
    ffmpegPath,
    args: onePictureArgs(),
    input: 'pipe',
    onBytes: (bytes) => {
      byteLength += bytes.length;
      if (byteLength > maxJpegBytes) breakOff(`it takes more than ${maxJpegBytes} bytes`);
      else parts.push(bytes);
    },
    logger,
    running,
  });
  const deadline = setTimeout(() => breakOff(`it took longer than ${timeoutMs} ms`), timeoutMs);
  ffmpeg.write(init);
  ffmpeg.write(fragment);
  ffmpeg.endInput();
  const end = await ffmpeg.ended;
  clearTimeout(deadline);
  if (end.reason === 'exited' && end.exitCode === 0 && byteLength > 0) return Buffer.concat(parts);
  const why = end.reason === 'exited' ? end.message : broken;
  throw new GatewayError('ffmpeg_failed', `No picture could be made: ${why}`, { retryAfterMs: 2000 });
}
