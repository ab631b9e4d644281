import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatewayError } from '../errors/gateway-error.js';
import { chooseVideo } from './offer.js';

/** As Chromium writes it, shortened. */
const offer = `v=0
o=- 1 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
m=video 9 UDP/TLS/RTP/SAVPF 96 102 104 106 39 45
c=IN IP4 0.0.0.0
a=mid:0
a=recvonly
a=rtpmap:96 VP8/90000
a=rtpmap:102 H264/90000
a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f
a=rtpmap:104 H264/90000
a=fmtp:104 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
a=rtpmap:106 H264/90000
a=fmtp:106 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=64001f
`.replaceAll('\n', '\r\n');

describe('chooseVideo', () => {
  for (const [name, codec, payloadType] of [
    ['the same profile', 'avc1.64001f', 106],
    ['the baseline profile', 'avc1.42c01e', 104],
    ['the first where none is the same', 'avc1.4d401f', 104],
  ] as const) {
    it(`takes ${name}, in non-interleaved mode`, () => {
      const chosen = chooseVideo(offer, codec);
      assert.deepEqual([chosen.mid, chosen.payloadType], ['0', payloadType]);
      assert.match(chosen.format, /^level-asymmetry-allowed=1;packetization-mode=1/);
    });
  }

  it('refuses what is no offer, and an offer without H.264', () => {
    for (const text of ['', 'hello', offer.replaceAll('H264', 'H265'), offer.replace('m=video', 'm=audio')])
      assert.throws(
        () => chooseVideo(text, 'avc1.42c01e'),
        (error: unknown) => error instanceof GatewayError && error.code === 'invalid_request',
      );
  });

  it('looks at no more payloads than RTP has', () => {
    const payloads = ['128', '1e2', '9'.repeat(300)]
      .map((type) => `a=rtpmap:${type} H264/90000\r\n`)
      .join('');
    const chosen = chooseVideo(offer.replace('a=rtpmap:96', `${payloads}a=rtpmap:96`), 'avc1.42c01e');
    assert.equal(chosen.payloadType, 104);
  });
});
