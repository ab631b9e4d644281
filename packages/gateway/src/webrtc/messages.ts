/** What the gateway and its WebRTC process say to each other, as structured clones over Node's IPC. */
import type { VideoOffer } from './offer.js';

/** Setting `webrtc`. */
export type WebRtcSettings = {
  /** As RTCIceServer: `{ urls, username, credential }`. */
  iceServers: readonly Record<string, unknown>[];
  /** Address that viewers reach the gateway at, instead of its own ones. */
  publicHost: string | null;
  /** One port for all viewers. */
  udpPort: number | null;
};

/** One access unit as RTP wants it. */
export type RtpPicture = {
  /** NAL units, each behind its length in four bytes; a keyframe's parameter sets in front. */
  nalUnits: Uint8Array;
  /** 32 bits of the stream's 90 kHz clock (RFC 3550 §5.1). */
  timestamp: number;
};

/** To the process. Whatever names a connection that is over is passed over. */
export type PeerCommand =
  /** Comes first, once. */
  | { kind: 'settings'; settings: WebRtcSettings }
  | { kind: 'connect'; id: string; offer: string; video: VideoOffer }
  /** A further address of the viewer. */
  | { kind: 'candidate'; id: string; candidate: string; mid: string }
  | { kind: 'picture'; to: readonly string[]; picture: RtpPicture }
  | { kind: 'close'; id: string };

/** From the process. */
export type PeerEvent =
  | { kind: 'answered'; id: string; answer: string }
  /** The offer is wrong, as `message` says; the connection is over. */
  | { kind: 'refused'; id: string; message: string }
  /** The process could not try, which is no fault of the viewer's; the connection is over. */
  | { kind: 'failed'; id: string; message: string }
  /** Pictures can be sent now. */
  | { kind: 'opened'; id: string }
  /** Whether the viewer is heard of. */
  | { kind: 'connected'; id: string; isConnected: boolean }
  | { kind: 'keyframe-wanted'; id: string }
  | { kind: 'ended'; id: string };
