/**
 * How many ffmpegs run at a time: those that receive cameras and those that make pictures. Starts them for ingests and
 * picture decoders. Beyond the limit nothing is started; running ones are left alone.
 */
import { GatewayError } from '../errors/gateway-error.js';
import { startFfmpeg } from '../ffmpeg/process.js';

export type FfmpegSlotsDeps = {
  /** Setting `limits.maxFfmpegs`. */
  maxFfmpegs: number;
  /** @default the real one */
  start?: typeof startFfmpeg;
};

/** A viewer who leaves may end one. */
const retryAfterMs = 5000;

export class FfmpegSlots {
  readonly #deps: FfmpegSlotsDeps;
  #runningCount = 0;

  constructor(deps: FfmpegSlotsDeps) {
    this.#deps = deps;
  }

  get runningCount(): number {
    return this.#runningCount;
  }

  /** @throws GatewayError `stream_not_ready` when as many run as may */
  readonly assertRoom = (): void => {
    const { maxFfmpegs } = this.#deps;
    if (this.#runningCount < maxFfmpegs) return;
    throw new GatewayError(
      'stream_not_ready',
      `The gateway runs ${maxFfmpegs} ffmpegs, as many as it may (limits.maxFfmpegs). Try again when a camera has been let go.`,
      { retryAfterMs },
    );
  };

  /** As `startFfmpeg`. @throws as `assertRoom` */
  readonly start: typeof startFfmpeg = (options) => {
    this.assertRoom();
    const ffmpeg = (this.#deps.start ?? startFfmpeg)(options);
    this.#runningCount += 1;
    void ffmpeg.ended.then(() => {
      this.#runningCount -= 1;
    });
    return ffmpeg;
  };
}
