/**
 * Makes pictures of a stream until it is closed: an ffmpeg for each run, another one where that died, with a pause between.
 * Started by `StreamPictures` for as long as somebody looks.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { CapabilityCheck } from '../ffmpeg/capabilities.js';
import type { startFfmpeg } from '../ffmpeg/process.js';
import type { Logger } from '../log/logger.js';
import type { InitSegment } from '../packager/init-segment.js';
import type { FragmentFeed } from '../store/fragment-feed.js';
import { type PictureDecoder, startPictureDecoder } from './picture-decoder.js';

export type DecodePicturesDeps = {
  feed: FragmentFeed;
  ffmpegPath: string;
  /** Starts one. @default without a limit */
  startFfmpeg?: typeof startFfmpeg;
  checkFfmpeg: CapabilityCheck;
  logger: Logger;
  onJpeg(jpeg: Buffer): void;
  /** ffmpeg cannot be started, died or hangs; it will be tried again. */
  onFailure(message: string): void;
};

/** An ffmpeg that cannot work costs a start each time. */
const retryPauseMs = 1000;

/** @returns ends it; resolves when no process is left. Idempotent */
export function decodePictures(deps: DecodePicturesDeps): () => Promise<void> {
  const { feed, ffmpegPath, startFfmpeg, checkFfmpeg, logger, onJpeg, onFailure } = deps;
  const closed = new AbortController();
  /** Decoders that have been told to end. */
  const ending = new Set<Promise<void>>();

  async function run(): Promise<void> {
    for (;;) {
      const capabilities = await checkFfmpeg();
      if (closed.signal.aborted) return;
      const message = capabilities.ok ? await decodeUntilFailure(capabilities.version) : capabilities.message;
      if (closed.signal.aborted || message === undefined) return;
      logger.warn({ error: message }, 'no pictures can be made now');
      onFailure(message);
      await delay(retryPauseMs, undefined, { signal: closed.signal }).catch(() => {});
    }
  }

  /** @returns what failed; `undefined` when it was closed */
  function decodeUntilFailure(version: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      let decoder: PictureDecoder | undefined;
      const settle = (message: string | undefined): void => {
        closed.signal.removeEventListener('abort', onClosed);
        unfollow();
        letGo(decoder);
        resolve(message);
      };
      const onClosed = (): void => settle(undefined);
      const start = (init: InitSegment): PictureDecoder | undefined => {
        let started: PictureDecoder;
        try {
          started = startPictureDecoder({
            ffmpegPath,
            startFfmpeg,
            version,
            init,
            onJpeg,
            logger,
          });
        } catch (error) {
          // The feed may still be handing over what it has.
          queueMicrotask(() => settle(error instanceof Error ? error.message : String(error)));
          return undefined;
        }
        void started.ended.then((message) => {
          if (message !== undefined && started === decoder) settle(message);
        });
        return started;
      };
      const unfollow = feed.follow((fragment) => {
        if (decoder?.init !== fragment.init) {
          letGo(decoder);
          decoder = fragment.isKeyframe ? start(fragment.init) : undefined;
        }
        decoder?.write(fragment);
      });
      closed.signal.addEventListener('abort', onClosed, { once: true });
    });
  }

  function letGo(decoder: PictureDecoder | undefined): void {
    if (!decoder) return;
    const gone = decoder.close().finally(() => ending.delete(gone));
    ending.add(gone);
  }

  const running = run();
  return async () => {
    closed.abort();
    await running;
    await Promise.all(ending);
  };
}
