/**
 * One ffmpeg that makes JPEGs of the fragments of one init segment. It is given no more than it can do: when it does not
 * keep up, frames are left out until the next keyframe. Started by `decodePictures`.
 */
import { pictureArgs } from '../ffmpeg/args.js';
import { startFfmpeg as startUnlimited } from '../ffmpeg/process.js';
import type { Logger } from '../log/logger.js';
import type { InitSegment } from '../packager/init-segment.js';
import type { FeedFragment } from '../store/fragment-feed.js';
import { DecoderBacklog } from './decoder-backlog.js';
import { JpegSplitter } from './jpeg-splitter.js';

export type PictureDecoderOptions = {
  ffmpegPath: string;
  /** Starts it. @default without a limit */
  startFfmpeg?: typeof startUnlimited | undefined;
  /** Of that ffmpeg, as it names itself. */
  version: string;
  init: InitSegment;
  onJpeg(jpeg: Buffer): void;
  logger: Logger;
};

export interface PictureDecoder {
  readonly init: InitSegment;
  /** Resolves, once it is gone, with why it ended by itself; `undefined` after `close()`. Never rejects. */
  readonly ended: Promise<string | undefined>;
  /** The first fragment has to be a keyframe. */
  write(fragment: FeedFragment): void;
  /** No picture comes any more; resolves when the process is gone. Idempotent. */
  close(): Promise<void>;
}

/** The fragments from a keyframe on that a feed has at the start are up to half of it; what comes later is bounded by time. */
const maxQueuedBytes = 16 * 1024 * 1024;

/** @throws what `startFfmpeg` throws */
export function startPictureDecoder(options: PictureDecoderOptions): PictureDecoder {
  const { ffmpegPath, startFfmpeg = startUnlimited, version, init, onJpeg, logger } = options;
  const backlog = new DecoderBacklog();
  let fault: string | undefined;
  let isSkipping = false;

  const splitter = new JpegSplitter({
    onJpeg: (jpeg) => {
      backlog.onPicture(performance.now());
      onJpeg(jpeg);
    },
  });
  const ffmpeg = startFfmpeg({
    ffmpegPath,
    args: pictureArgs(version),
    input: 'pipe',
    onBytes: (bytes) => {
      try {
        splitter.write(bytes);
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
      }
    },
    logger,
  });
  ffmpeg.write(init.bytes);

  /** Ends it for a reason that is not ours. */
  function fail(reason: string): void {
    fault ??= `ffmpeg was ended: ${reason}`;
    void ffmpeg.close();
  }

  function mayWrite({ isKeyframe }: FeedFragment, nowMs: number): boolean {
    if (isSkipping && isKeyframe && ffmpeg.queuedBytes === 0 && backlog.hasCaughtUp(nowMs)) {
      isSkipping = false;
      backlog.forgive();
    }
    if (!isSkipping && (backlog.isBehind(nowMs) || ffmpeg.queuedBytes > maxQueuedBytes)) {
      isSkipping = true;
      logger.debug({ pid: ffmpeg.pid }, 'the picture decoder is behind and skips to the next keyframe');
    }
    return !isSkipping;
  }

  return {
    init,
    ended: ffmpeg.ended.then((end) => fault ?? (end.reason === 'exited' ? end.message : undefined)),
    write(fragment) {
      const holdsPicture = fragment.durationTicks > 0;
      if (!holdsPicture) return;
      const nowMs = performance.now();
      if (backlog.isHanging(nowMs)) return fail('it took pictures and made none');
      if (!mayWrite(fragment, nowMs)) return;
      backlog.onWritten(nowMs);
      ffmpeg.write(fragment.bytes);
    },
    close: () => ffmpeg.close(),
  };
}
