/** WebRTC by WHEP: the shortest delay, over UDP. Pictures only, no sound. */
import { PlayerError } from '../errors/player-error.js';
import type { TransportLoader } from './transport.js';

/** The loader of the `webrtc` transport. */
export const webRtcLoader: TransportLoader = {
  transport: 'webrtc',
  canPlay: () => 'RTCPeerConnection' in globalThis,
  async attach(options) {
    const { attachWebRtc } = await import('./webrtc-stream.js').catch((cause: unknown) => {
      throw new PlayerError('player_incomplete', 'The code that plays WebRTC could not be loaded.', {
        cause,
      });
    });
    options.signal.throwIfAborted();
    return attachWebRtc(options);
  },
};
