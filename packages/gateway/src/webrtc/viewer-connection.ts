/**
 * One viewer's peer connection: H.264 passed through, from the newest keyframe on, over all runs of the camera. The
 * library cuts pictures into RTP packets, encrypts and repeats them; nothing waits for a slow viewer, who loses packets
 * instead (UDP). Sound is left out: browsers want Opus and the camera sends AAC. Made by the WHEP route.
 */
import type { PeerConnection, Track } from 'node-datachannel';
import type { Logger } from '../log/logger.js';
import type { FeedFragment, FragmentFeed } from '../store/fragment-feed.js';
import type { WebRtcLibrary } from './library.js';
import { chooseVideo } from './offer.js';
import { asksForKeyframe } from './rtcp.js';

export type WebRtcSettings = {
  /** As RTCIceServer: `{ urls, username, credential }`. */
  iceServers: readonly Record<string, unknown>[];
  /** Address that viewers reach the gateway at, instead of its own ones. */
  publicHost: string | null;
  /** One port for all viewers. */
  udpPort: number | null;
};

export type ViewerConnectionDeps = {
  library: WebRtcLibrary;
  settings: WebRtcSettings;
  feed: FragmentFeed;
  /** Of the stream, such as `avc1.42c01e`. */
  codec: string;
  logger: Logger;
  onKeyframeWanted(): void;
  /** Called once, when it is over for whatever reason. */
  onEnd(): void;
};

/** Without any sign of the viewer for so long it is over; ICE may come back before (RFC 8445 §11). */
const disconnectedMs = 10_000;
/** Time for the first connection. */
const connectMs = 15_000;
const rtpClockRate = 90_000;

export class ViewerConnection {
  readonly #deps: ViewerConnectionDeps;
  readonly #peer: PeerConnection;
  #track: Track | undefined;
  #unfollow: () => void = () => {};
  #deadline: NodeJS.Timeout | undefined;
  #isConnected = false;
  #hasEnded = false;

  constructor(deps: ViewerConnectionDeps) {
    const { library, settings } = deps;
    this.#deps = deps;
    this.#peer = new library.PeerConnection('viewer', {
      iceServers: settings.iceServers.flatMap(iceServerUrls),
      disableAutoNegotiation: true,
      ...(settings.udpPort === null
        ? {}
        : { enableIceUdpMux: true, portRangeBegin: settings.udpPort, portRangeEnd: settings.udpPort }),
    });
    this.#peer.onStateChange((state) => this.#onState(state));
    this.#endIn(connectMs);
  }

  /** The viewer is there; a sign of life. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** @returns the answer, with every address of the gateway in it. @throws GatewayError `invalid_request` */
  async answer(offer: string): Promise<string> {
    const { library, codec, settings } = this.#deps;
    const { mid, payloadType, format } = chooseVideo(offer, codec);
    const ssrc = 1 + Math.floor(Math.random() * 0xffff_fffe);
    const video = new library.Video(mid, 'SendOnly');
    video.addH264Codec(payloadType, format);
    video.addSSRC(ssrc, 'camera', 'camera', 'video');
    const track = this.#peer.addTrack(video);
    const rtp = new library.RtpPacketizationConfig(ssrc, 'camera', payloadType, rtpClockRate);
    const packetizer = new library.H264RtpPacketizer('Length', rtp);
    packetizer.addToChain(new library.RtcpSrReporter(rtp));
    packetizer.addToChain(new library.RtcpNackResponder());
    track.setMediaHandler(packetizer);
    track.onMessage((packet) => {
      if (asksForKeyframe(packet)) this.#deps.onKeyframeWanted();
    });
    track.onOpen(() => this.#send(track, rtp));
    this.#track = track;
    const gathered = new Promise<void>((resolve) => {
      this.#peer.onGatheringStateChange((state) => {
        if (state === 'complete') resolve();
      });
    });
    this.#peer.setRemoteDescription(offer, 'offer');
    this.#peer.setLocalDescription('answer');
    await gathered;
    const sdp = this.#peer.localDescription()?.sdp ?? '';
    return settings.publicHost === null ? sdp : withHost(sdp, settings.publicHost);
  }

  /** A further address of the viewer. */
  addCandidate(candidate: string, mid: string): void {
    if (!this.#hasEnded) this.#peer.addRemoteCandidate(candidate, mid);
  }

  /** Idempotent. */
  close(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#deadline);
    this.#unfollow();
    this.#track?.close();
    this.#peer.close();
    this.#deps.onEnd();
  }

  #send(track: Track, rtp: { timestamp: number }): void {
    const onFragment = ({ picture, isKeyframe, init }: FeedFragment): void => {
      if (!picture || this.#hasEnded || !track.isOpen()) return;
      // 32 bits of the 90 kHz clock that the whole stream has (RFC 3550 §5.1).
      rtp.timestamp = picture.presentationTicks % 2 ** 32;
      const { sps, pps } = init.parameters.video;
      track.sendMessageBinary(
        isKeyframe ? Buffer.concat([prefixed(sps), prefixed(pps), picture.nalUnits]) : picture.nalUnits,
      );
    };
    this.#unfollow = this.#deps.feed.follow(onFragment);
  }

  #onState(state: string): void {
    if (this.#hasEnded) return;
    this.#deps.logger.debug({ state }, 'a WebRTC connection changed');
    this.#isConnected = state === 'connected';
    clearTimeout(this.#deadline);
    if (state === 'failed' || state === 'closed') this.close();
    else if (state !== 'connected') this.#endIn(state === 'disconnected' ? disconnectedMs : connectMs);
  }

  #endIn(ms: number): void {
    this.#deadline = setTimeout(() => this.close(), ms);
    this.#deadline.unref();
  }
}

/** A NAL unit behind its length in four bytes. */
function prefixed(nalUnit: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(nalUnit.length);
  return Buffer.concat([length, nalUnit]);
}

/** The library takes `stun:host:port` and `turn:user:password@host:port`. */
function iceServerUrls({ urls, username, credential }: Record<string, unknown>): string[] {
  const list = (Array.isArray(urls) ? urls : [urls]).filter((url): url is string => typeof url === 'string');
  if (typeof username !== 'string') return list;
  const secret = `${encodeURIComponent(username)}:${encodeURIComponent(String(credential))}@`;
  return list.map((url) => url.replace(/^(turns?:)/, `$1${secret}`));
}

/** Puts another address into the candidates of the gateway itself, as behind a router that passes the port on. */
function withHost(sdp: string, host: string): string {
  return sdp.replace(/^(a=candidate:\S+ \d+ \S+ \d+) \S+ (\d+ typ host)/gm, `$1 ${host} $2`);
}
