/** What one gateway lets itself be asked for. Made by the composition root, shared out to those who ask before they act. */
import type { Config } from '../config/schema.js';
import type { startFfmpeg } from '../ffmpeg/process.js';
import { type FfmpegPurpose, FfmpegSlots } from './ffmpeg-slots.js';
import { RequestRate } from './request-rate.js';
import { StartPauses } from './start-pauses.js';
import { createTrustedProxies, type TrustedProxies } from './trusted-proxies.js';
import { ViewerQuota } from './viewer-quota.js';

export type GatewayLimits = {
  /** Who a request is from. */
  proxies: TrustedProxies;
  requestRate: RequestRate;
  viewers: ViewerQuota;
  starts: StartPauses;
  ffmpeg: {
    /** How many run now, by what they are for. */
    running: FfmpegSlots['running'];
  } & Record<FfmpegPurpose, FfmpegAccess>;
};

/** Which ffmpeg to start, how, and whether one may be. */
export type FfmpegAccess = {
  ffmpegPath: string;
  startFfmpeg: typeof startFfmpeg;
  /** @throws GatewayError `stream_not_ready` when as many run as may */
  assertRoom(): void;
};

/** @param ffmpegPath default: `ffmpeg` from the PATH */
export function createLimits(
  { trustedProxies, limits, sessions }: Config,
  ffmpegPath = 'ffmpeg',
): GatewayLimits {
  const slots = new FfmpegSlots(limits);
  const { assertRoom } = slots;
  return {
    proxies: createTrustedProxies(trustedProxies),
    requestRate: new RequestRate(limits),
    viewers: new ViewerQuota(sessions),
    starts: new StartPauses(),
    ffmpeg: {
      running: slots.running,
      ingest: { ffmpegPath, startFfmpeg: slots.startFor('ingest'), assertRoom },
      pictures: { ffmpegPath, startFfmpeg: slots.startFor('pictures'), assertRoom },
    },
  };
}
