/** Everything outside the element that playing needs, in one place: what tests replace, and nothing else. */
import { type Clock, systemClock } from '../clock/clock.js';
import { fmp4Loader } from '../transports/fmp4.js';
import { hlsLoader } from '../transports/hls.js';
import { mjpegLoader } from '../transports/mjpeg.js';
import type { TransportLoader } from '../transports/transport.js';
import { webRtcLoader } from '../transports/webrtc.js';

export type PlayerEnvironment = {
  fetch: typeof fetch;
  sendBeacon: (url: string) => boolean;
  clock: Clock;
  /** From 0 up to, not including, 1. */
  random: () => number;
  /** The transports this player knows. */
  loaders: readonly TransportLoader[];
};

/** The real browser. */
export function browserEnvironment(): PlayerEnvironment {
  return {
    fetch: (input, init) => fetch(input, init),
    sendBeacon: (url) => navigator.sendBeacon?.(url) ?? false,
    clock: systemClock,
    random: Math.random,
    loaders: [hlsLoader, fmp4Loader, webRtcLoader, mjpegLoader],
  };
}
