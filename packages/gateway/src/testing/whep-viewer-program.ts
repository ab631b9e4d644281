/** A WebRTC viewer in a process of its own, which its library would otherwise keep from ending. Run by `whep-viewer.ts`. */
import library from 'node-datachannel';

/** Told by IPC: the offer, then each RTP packet's time stamp, and each state. */
export type ViewerReport = { offer: string } | { timestamp: number } | { state: string };

const tell = (report: ViewerReport): void => void process.send?.(report);
const peer = new library.PeerConnection('test viewer', { iceServers: [], disableAutoNegotiation: true });
const video = new library.Video('0', 'RecvOnly');
video.addH264Codec(102, 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1');
const track = peer.addTrack(video);
track.setMediaHandler(new library.RtcpReceivingSession());
const timestampAt = 4;
let hasPicture = false;
track.onMessage((packet) => {
  hasPicture = true;
  tell({ timestamp: packet.readUInt32BE(timestampAt) });
});
// As browsers do, a viewer without a picture asks for one.
setInterval(() => {
  if (!hasPicture && track.isOpen()) track.requestKeyframe();
}, 100);
peer.onStateChange((state) => tell({ state }));
peer.onGatheringStateChange((state) => {
  if (state === 'complete') tell({ offer: withoutAddresses(peer.localDescription()!.sdp) });
});
peer.setLocalDescription('offer');

/** As browsers hide them. This library cannot bear to be spoken to before it has the answer. */
function withoutAddresses(sdp: string): string {
  return sdp.replace(/^a=(candidate:.*|end-of-candidates)\r\n/gm, '');
}

process.on('message', (message: 'ask' | { answer: string }) => {
  if (message === 'ask') track.requestKeyframe();
  else peer.setRemoteDescription(message.answer, 'answer');
});
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
