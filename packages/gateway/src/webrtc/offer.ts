/** What a viewer's offer says of the video that it wants (RFC 8866, RFC 6184 §8). */
import { GatewayError } from '../errors/gateway-error.js';

export type VideoOffer = {
  /** Names the media in offer and answer. */
  mid: string;
  payloadType: number;
  /** Format parameters of the payload, as offered. */
  format: string;
};

/** Seven bits of an RTP header. */
const maxPayloadType = 127;

/**
 * The first media of the offer that is video, and in it the H.264 payload that fits a profile best: packets in
 * non-interleaved mode, and the same profile where there is one.
 *
 * @param codec of the stream, such as `avc1.42c01e`
 * @throws GatewayError `invalid_request` for what is no offer, or has no such payload
 */
export function chooseVideo(sdp: string, codec: string): VideoOffer {
  const media = sdp.split(/^m=/m).slice(1);
  const video = media.find((section) => section.startsWith('video '));
  const mid = video && /^a=mid:(\S+)/m.exec(video)?.[1];
  if (!video || mid === undefined) {
    throw new GatewayError(
      'invalid_request',
      'The body is no SDP offer that wants video. Send one as application/sdp.',
    );
  }
  const payloads = [...video.matchAll(/^a=rtpmap:(\d{1,3}) H264\/90000/gim)].map(([, digits]) =>
    Number(digits),
  );
  // Each is looked up in the whole section; there are so many at most (RFC 3551 §6).
  const candidates = [...new Set(payloads)]
    .filter((payloadType) => payloadType <= maxPayloadType)
    .map((payloadType) => ({ payloadType, format: formatOf(video, payloadType) }))
    .filter(({ format }) => /packetization-mode=1/.test(format));
  const profile = codec.slice('avc1.'.length, 'avc1.'.length + 2).toLowerCase();
  const best = candidates.find(({ format }) => profileOf(format) === profile) ?? candidates[0];
  if (!best) throw new GatewayError('invalid_request', 'The offer has no H.264 with packetization-mode=1.');
  return { mid, ...best };
}

function formatOf(section: string, payloadType: number): string {
  return new RegExp(`^a=fmtp:${payloadType} (.*)$`, 'm').exec(section)?.[1]?.trim() ?? '';
}

/** `profile_idc`, the first of the three bytes of `profile-level-id`. */
function profileOf(format: string): string | undefined {
  return /profile-level-id=([0-9a-f]{2})/i.exec(format)?.[1]?.toLowerCase();
}
