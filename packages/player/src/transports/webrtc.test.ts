import { assert } from 'chai';
import { webRtcLoader } from './webrtc.js';

const source = { transport: 'webrtc' as const, url: '/whep' };
const getCapabilities = RTCRtpReceiver.getCapabilities;

/** A browser that decodes these and no others in WebRTC; `null`: it does not say. */
function decodeOnly(mimeTypes: readonly string[] | null): void {
  const codecs = (mimeTypes ?? []).map((mimeType) => ({ mimeType, clockRate: 90_000 }));
  RTCRtpReceiver.getCapabilities = () => mimeTypes && { codecs, headerExtensions: [] };
}

describe('webrtc as a transport', () => {
  afterEach(() => {
    RTCRtpReceiver.getCapabilities = getCapabilities;
  });

  it('can play in this browser', () => assert.equal(webRtcLoader.canPlay(source), true));

  it('is left out where no H.264 is decoded, as in Firefox without its plug-in', () => {
    decodeOnly(['video/VP8', 'video/rtx']);
    assert.equal(webRtcLoader.canPlay(source), false);
  });

  it('is tried where the browser does not say', () => {
    decodeOnly(null);
    assert.equal(webRtcLoader.canPlay(source), true);
  });
});
