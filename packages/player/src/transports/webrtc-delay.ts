/** How old the pictures of a peer connection are, from its statistics (W3C webrtc-stats). Part of the lazy chunk of `webrtc`. */

export type WebRtcDelay = {
  /** Sender's clock at the picture on the screen, less this browser's, in ms; `null` where the browser does not tell. */
  pictureOffsetMs: number | null;
  /** What the browser holds pictures back by, in seconds; `null` before the first. */
  heldBackSeconds: number | null;
};

/** NTP counts from 1900 (RFC 5905 §6). */
const ntpEpochMs = Date.UTC(1900, 0, 1);

type InboundStats = {
  type: string;
  timestamp: number;
  /** From the sender reports (RFC 3550 §6.4.1); in Chromium and Safari alone. */
  estimatedPlayoutTimestamp?: number;
  jitterBufferDelay?: number;
  jitterBufferEmittedCount?: number;
};

export async function readDelay(peer: RTCPeerConnection): Promise<WebRtcDelay> {
  const all: InboundStats[] = [];
  (await peer.getStats()).forEach((entry: InboundStats) => {
    all.push(entry);
  });
  const inbound = all.find(({ type }) => type === 'inbound-rtp');
  const {
    timestamp = 0,
    estimatedPlayoutTimestamp,
    jitterBufferDelay,
    jitterBufferEmittedCount,
  } = inbound ?? {};
  return {
    pictureOffsetMs: estimatedPlayoutTimestamp ? estimatedPlayoutTimestamp + ntpEpochMs - timestamp : null,
    heldBackSeconds: jitterBufferEmittedCount ? (jitterBufferDelay ?? 0) / jitterBufferEmittedCount : null,
  };
}
