/**
 * WebRTC by WHEP: the shortest delay, over UDP. Pictures only, no sound. Having WebRTC is not enough: Firefox decodes
 * H.264 in it by a plug-in (OpenH264), which it downloads some time after its first start, or never.
 */
import { PlayerError } from '../errors/player-error.js';
import type { TransportLoader } from './transport.js';

/** The loader of the `webrtc` transport. */
export const webRtcLoader: TransportLoader = {
  transport: 'webrtc',
  canPlay: () => 'RTCPeerConnection' in globalThis && receivesH264(),
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

/** Where browsers cannot be asked, the gateway's answer to the offer has to tell. */
function receivesH264(): boolean {
  const capabilities = globalThis.RTCRtpReceiver?.getCapabilities?.('video');
  return capabilities?.codecs.some(({ mimeType }) => mimeType.toLowerCase() === 'video/h264') ?? true;
}
