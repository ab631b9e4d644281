/** The transports that the player knows. Part of the chunk of `Playback`; tests give it others. */
import { fmp4Loader } from './fmp4.js';
import { hlsLoader } from './hls.js';
import { mjpegLoader } from './mjpeg.js';
import type { TransportLoader } from './transport.js';
import { webRtcLoader } from './webrtc.js';

export const ownLoaders: readonly TransportLoader[] = [hlsLoader, fmp4Loader, webRtcLoader, mjpegLoader];
