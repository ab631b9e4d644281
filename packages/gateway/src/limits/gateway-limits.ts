/** What one gateway lets itself be asked for. Made by the composition root, shared out to those who ask before they act. */
import type { Config } from '../config/schema.js';
import type { startFfmpeg } from '../ffmpeg/process.js';
import { FfmpegSlots } from './ffmpeg-slots.js';
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
  /** Which ffmpeg to start, and how. */
  ffmpeg: { ffmpegPath: string; startFfmpeg: typeof startFfmpeg; assertRoom(): void };
};

/** @param ffmpegPath default: `ffmpeg` from the PATH */
export function createLimits(
  { trustedProxies, limits, sessions }: Config,
  ffmpegPath = 'ffmpeg',
): GatewayLimits {
  const slots = new FfmpegSlots(limits);
  return {
    proxies: createTrustedProxies(trustedProxies),
    requestRate: new RequestRate(limits),
    viewers: new ViewerQuota(sessions),
    starts: new StartPauses(),
    ffmpeg: { ffmpegPath, startFfmpeg: slots.start, assertRoom: slots.assertRoom },
  };
}
