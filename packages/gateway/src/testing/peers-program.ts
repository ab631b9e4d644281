/** A program that does nothing but keep a WebRTC process, to be killed: prints its pid once it has answered. */
import { silentLogger } from '../log/logger.js';
import { FragmentFeed } from '../store/fragment-feed.js';
import { createPeers } from '../webrtc/peers.js';

const offer = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'm=video 9 UDP/TLS/RTP/SAVPF 102']
  .concat('a=mid:0', 'a=rtpmap:102 H264/90000', 'a=fmtp:102 packetization-mode=1', '')
  .join('\r\n');
const peers = createPeers({
  settings: { iceServers: [], publicHost: null, udpPort: null },
  logger: silentLogger,
});
const rest = { codec: 'avc1.42c01e', offer, onKeyframeWanted: () => {}, onEnd: () => {} };
await peers.connect({ feed: new FragmentFeed(), ...rest }).catch(() => {});
console.log(peers.pid);
setInterval(() => {}, 1000);
