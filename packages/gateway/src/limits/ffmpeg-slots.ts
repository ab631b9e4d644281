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

/** What a gateway runs an ffmpeg for. */
export const ffmpegPurposes = ['ingest', 'pictures'] as const;
export type FfmpegPurpose = (typeof ffmpegPurposes)[number];

/** A viewer who leaves may end one. */
const retryAfterMs = 5000;

export class FfmpegSlots {
  readonly #deps: FfmpegSlotsDeps;
  readonly #running: Record<FfmpegPurpose, number> = { ingest: 0, pictures: 0 };

  constructor(deps: FfmpegSlotsDeps) {
    this.#deps = deps;
  }

  /** How many run now, by what they are for. */
  get running(): Readonly<Record<FfmpegPurpose, number>> {
    return this.#running;
  }

  /** @throws GatewayError `stream_not_ready` when as many run as may */
  readonly assertRoom = (): void => {
    const { maxFfmpegs } = this.#deps;
    if (this.#running.ingest + this.#running.pictures < maxFfmpegs) return;
    throw new GatewayError(
      'stream_not_ready',
      `The gateway runs ${maxFfmpegs} ffmpegs, as many as it may (limits.maxFfmpegs). Try again when a camera has been let go.`,
      { retryAfterMs },
    );
  };

  /** @returns `startFfmpeg` for this purpose, which also throws as `assertRoom` */
  startFor(purpose: FfmpegPurpose): typeof startFfmpeg {
    return (options) => {
      this.assertRoom();
      const ffmpeg = (this.#deps.start ?? startFfmpeg)(options);
      this.#running[purpose] += 1;
      void ffmpeg.ended.then(() => {
        this.#running[purpose] -= 1;
      });
      return ffmpeg;
    };
  }
}
