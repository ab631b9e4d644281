/**
 * One viewer's peer connection, in the WebRTC process. The library cuts pictures into RTP packets, encrypts and repeats
 * them; nothing waits for a slow viewer, who loses packets instead (UDP). Sound is left out: browsers want Opus, and
 * cameras send AAC.
 */
import type { PeerConnection, Track } from 'node-datachannel';
import type { PeerEvent, RtpPicture, WebRtcSettings } from './messages.js';
import type { VideoOffer } from './offer.js';
import { asksForKeyframe } from './rtcp.js';

export type WebRtcLibrary = typeof import('node-datachannel');

export type ViewerPeerDeps = {
  library: WebRtcLibrary;
  settings: WebRtcSettings;
  id: string;
  /** Tells everything but `refused`; `ended` once, last. */
  tell(event: PeerEvent): void;
};

/** Without any sign of the viewer for so long it is over; ICE may come back before (RFC 8445 §11). */
const disconnectedMs = 10_000;
/** Time for the first connection. */
const connectMs = 15_000;
/** STUN and TURN servers that have not answered by then are done without. */
const gatherMs = 2000;
const rtpClockRate = 90_000;

export class ViewerPeer {
  readonly #deps: ViewerPeerDeps;
  readonly #peer: PeerConnection;
  #track: Track | undefined;
  #rtp: { timestamp: number } | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(deps: ViewerPeerDeps) {
    const { library, settings, id } = deps;
    this.#deps = deps;
    this.#peer = new library.PeerConnection(id, {
      iceServers: settings.iceServers.flatMap(iceServerUrls),
      disableAutoNegotiation: true,
      ...(settings.udpPort === null
        ? {}
        : { enableIceUdpMux: true, portRangeBegin: settings.udpPort, portRangeEnd: settings.udpPort }),
    });
    this.#peer.onStateChange((state) => this.#onState(state));
    this.#endIn(connectMs);
  }

  /**
   * Tells the answer, with every address of the gateway in it.
   *
   * @throws Error saying what is wrong with the offer
   */
  async answer(offer: string, { mid, payloadType, format }: VideoOffer): Promise<void> {
    const { library, settings, id, tell } = this.#deps;
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
      if (asksForKeyframe(packet)) tell({ kind: 'keyframe-wanted', id });
    });
    track.onOpen(() => tell({ kind: 'opened', id }));
    this.#track = track;
    this.#rtp = rtp;
    const gathered = this.#gathered();
    this.#peer.setRemoteDescription(offer, 'offer');
    this.#peer.setLocalDescription('answer');
    await gathered;
    const sdp = this.#peer.localDescription()?.sdp ?? '';
    const answer = settings.publicHost === null ? sdp : withHost(sdp, settings.publicHost);
    if (!this.#hasEnded) tell({ kind: 'answered', id, answer });
  }

  /** @throws Error for what is no candidate */
  addCandidate(candidate: string, mid: string): void {
    if (!this.#hasEnded) this.#peer.addRemoteCandidate(candidate, mid);
  }

  /** What comes before the track is open is dropped. */
  send({ nalUnits, timestamp }: RtpPicture): void {
    if (this.#hasEnded || !this.#track?.isOpen()) return;
    this.#rtp!.timestamp = timestamp;
    this.#track.sendMessageBinary(Buffer.from(nalUnits.buffer, nalUnits.byteOffset, nalUnits.byteLength));
  }

  /** Idempotent. */
  close(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#deadline);
    this.#peer.close();
    this.#deps.tell({ kind: 'ended', id: this.#deps.id });
  }

  #gathered(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, gatherMs);
      this.#peer.onGatheringStateChange((state) => {
        if (state !== 'complete') return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #onState(state: string): void {
    if (this.#hasEnded) return;
    const { id, tell } = this.#deps;
    tell({ kind: 'connected', id, isConnected: state === 'connected' });
    clearTimeout(this.#deadline);
    if (state === 'failed' || state === 'closed') this.close();
    else if (state !== 'connected') this.#endIn(state === 'disconnected' ? disconnectedMs : connectMs);
  }

  #endIn(ms: number): void {
    this.#deadline = setTimeout(() => this.close(), ms);
  }
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
