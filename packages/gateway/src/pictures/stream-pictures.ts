/**
 * A stream as moving JPEG pictures, made once for all who look and only while somebody does. Each of them is given the
 * newest picture that it has not had; one that is slow misses some, and nothing queues. One a camera's stream.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { CapabilityCheck } from '../ffmpeg/capabilities.js';
import type { startFfmpeg } from '../ffmpeg/process.js';
import type { Logger } from '../log/logger.js';
import type { FragmentFeed } from '../store/fragment-feed.js';
import type { SentBytes } from '../store/sent-bytes.js';
import { Waiters, type WaitOptions } from '../store/waiters.js';
import { decodePictures } from './decode-pictures.js';

export type StreamPicturesDeps = {
  feed: FragmentFeed;
  ffmpegPath: string;
  /** Starts one. @default without a limit */
  startFfmpeg?: typeof startFfmpeg;
  /** Throws what to answer while no further ffmpeg may be started. @default never */
  assertRoom?: () => void;
  checkFfmpeg: CapabilityCheck;
  logger: Logger;
};

/** Shared by all who look: nobody may change its bytes. */
export type Picture = { readonly jpeg: Buffer };

/** One viewer's way to the pictures. */
export interface PictureLook {
  /**
   * The newest picture made since the last one that it gave, or since it began; waits for it. While the camera is started
   * anew that takes as long as it takes. One call at a time.
   *
   * @throws GatewayError `ffmpeg_failed` when no picture can be made, unless it has given one: then it waits until that is
   *   mended · `stream_not_ready` after `timeoutMs` · `not_found` when the stream has ended · the signal's reason
   */
  next(options?: WaitOptions): Promise<Picture>;
  /** The same picture without waiting; `undefined` where there is none that it has not given. */
  take(): Picture | undefined;
  /** The last one to close ends the decoder. Idempotent. */
  close(): void;
}

export type LookOptions = {
  /** Called with each picture that is made, and when there will be no more. @default does nothing */
  onNews?(): void;
};

export class StreamPictures {
  readonly #deps: StreamPicturesDeps;
  readonly #waiters = new Waiters();
  readonly #looks = new Map<PictureLook, () => void>();
  readonly #ending = new Set<Promise<void>>();
  #endDecoding: (() => Promise<void>) | undefined;
  /** The newest; `undefined` as long as this decoding has made none. */
  #picture: Picture | undefined;
  /** Rises with each picture. */
  #pictureCount = 0;
  /** Why there are no pictures now. */
  #failure: string | undefined;
  #isClosed = false;

  constructor(deps: StreamPicturesDeps) {
    this.#deps = deps;
  }

  /** Where those who give pictures to viewers count them. */
  get sent(): SentBytes {
    return this.#deps.feed.sent;
  }

  /** The newest picture, as long as somebody looks. */
  get newest(): Picture | undefined {
    return this.#picture;
  }

  /** How many look. */
  get lookCount(): number {
    return this.#looks.size;
  }

  /** Whether there will be no more pictures. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Begins to look; the first one starts the decoder. @throws what `assertRoom` throws, to the first one */
  look({ onNews = () => {} }: LookOptions = {}): PictureLook {
    if (!this.#isClosed && !this.#endDecoding) this.#deps.assertRoom?.();
    let givenCount = this.#pictureCount;
    let hasGiven = false;
    const look: PictureLook = {
      next: async (options) => {
        const hasFailed = (): boolean => !hasGiven && this.#failure !== undefined;
        await this.#waiters.wait(() => this.#pictureCount > givenCount || hasFailed(), options);
        const picture = look.take();
        if (!picture) throw this.#failureError();
        return picture;
      },
      take: () => {
        if (this.#pictureCount === givenCount) return undefined;
        givenCount = this.#pictureCount;
        hasGiven = true;
        return this.#picture;
      },
      close: () => {
        if (this.#looks.delete(look) && this.#looks.size === 0) this.#stopDecoding();
      },
    };
    if (this.#isClosed) return look;
    this.#looks.set(look, onNews);
    this.#endDecoding ??= this.#startDecoding();
    return look;
  }

  /** Lets go whoever looks; resolves when no process is left. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiters.close(new GatewayError('not_found', 'The stream has ended. Ask for a new session.'));
    const looks = [...this.#looks.values()];
    this.#looks.clear();
    this.#stopDecoding();
    for (const onNews of looks) onNews();
    await Promise.all(this.#ending);
  }

  #startDecoding(): () => Promise<void> {
    return decodePictures({
      ...this.#deps,
      onJpeg: (jpeg) => {
        this.#picture = { jpeg };
        this.#pictureCount += 1;
        this.#failure = undefined;
        this.#waiters.check();
        for (const onNews of this.#looks.values()) onNews();
      },
      onFailure: (message) => {
        this.#failure = message;
        this.#waiters.check();
      },
    });
  }

  #stopDecoding(): void {
    const ended = this.#endDecoding?.().finally(() => this.#ending.delete(ended!));
    if (ended) this.#ending.add(ended);
    this.#endDecoding = undefined;
    this.#picture = undefined;
    this.#failure = undefined;
  }

  #failureError(): GatewayError {
    const message = `No pictures of the camera can be made: ${this.#failure}`;
    return new GatewayError('ffmpeg_failed', message, { retryAfterMs: 2000 });
  }
}
