/** Follows the continuity counter of one PID (ISO 13818-1 §2.4.3.3). Used by the section reader and the PES assembler. */
import type { TransportPacket } from './transport-packet.js';

/**
 * `next`: nothing is missing before this packet · `duplicate`: sent twice, to be ignored · `gap`: packets are missing
 * before it · `restart`: the sender says that counting starts anew here.
 */
export type Continuity = 'next' | 'duplicate' | 'gap' | 'restart';

/** A checker for one PID; hand it every packet of that PID which carries a payload, in order. */
export function createContinuityChecker(): (packet: TransportPacket) => Continuity {
  let last: TransportPacket | undefined;

  return (packet) => {
    const previous = last;
    last = packet;
    if (!previous || packet.continuityCounter === ((previous.continuityCounter + 1) & 0xf)) return 'next';
    if (packet.hasDiscontinuity) return 'restart';
    return isDuplicate(previous, packet) ? 'duplicate' : 'gap';
  };
}

/** The same counter with another content is the 16th packet after a loss. */
function isDuplicate(previous: TransportPacket, packet: TransportPacket): boolean {
  return (
    packet.continuityCounter === previous.continuityCounter &&
    packet.isUnitStart === previous.isUnitStart &&
    packet.payload !== undefined &&
    previous.payload?.equals(packet.payload) === true
  );
}
