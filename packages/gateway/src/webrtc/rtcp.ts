/** The one thing that viewers say over RTCP and the library does not answer by itself. */

const payloadSpecificFeedback = 206;
const pictureLossIndication = 1;
const fullIntraRequest = 4;

/** Whether a compound RTCP packet asks for a keyframe: PLI (RFC 4585 §6.3.1) or FIR (RFC 5104 §4.3.1). */
export function asksForKeyframe(packet: Buffer): boolean {
  for (let at = 0; at + 4 <= packet.length; ) {
    const format = packet[at]! & 0x1f;
    const type = packet[at + 1];
    if (type === payloadSpecificFeedback && (format === pictureLossIndication || format === fullIntraRequest))
      return true;
    at += 4 * (packet.readUInt16BE(at + 2) + 1);
  }
  return false;
}
