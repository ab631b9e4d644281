/** One MPEG transport stream packet (ISO 13818-1 §2.4.3.2–2.4.3.5). Read by the demuxer, handed to whoever owns its PID. */

export const transportPacketBytes = 188;
export const syncByte = 0x47;
/** PID of packets that only fill the rate. */
export const nullPid = 0x1fff;

export type TransportPacket = {
  pid: number;
  /** A receiver before us found the packet damaged; nothing in it can be trusted, the PID included. */
  hasTransportError: boolean;
  /** A PES packet starts with the payload, or a section starts in it. */
  isUnitStart: boolean;
  isScrambled: boolean;
  continuityCounter: number;
  /** The continuity counter, and on the PCR's PID the clock, may step here. */
  hasDiscontinuity: boolean;
  /** The adaptation field is longer than its content: the payload was too short to fill the packet. */
  isStuffed: boolean;
  /** A view of the packet; `undefined` when it carries none. */
  payload: Buffer | undefined;
};

const headerBytes = 4;

/** Reads 188 bytes that begin with the sync byte; `undefined` when the header contradicts itself. */
export function parseTransportPacket(bytes: Buffer): TransportPacket | undefined {
  const control = bytes[3]!;
  const hasAdaptationField = (control & 0x20) !== 0;
  const hasPayload = (control & 0x10) !== 0;
  if (!hasAdaptationField && !hasPayload) return undefined; // reserved
  const adaptationBytes = hasAdaptationField ? 1 + bytes[headerBytes]! : 0;
  const payloadAt = headerBytes + adaptationBytes;
  if (payloadAt + (hasPayload ? 1 : 0) > transportPacketBytes) return undefined;
  const flags = adaptationBytes > 1 ? bytes[headerBytes + 1]! : 0;
  return {
    pid: bytes.readUInt16BE(1) & 0x1fff,
    hasTransportError: (bytes[1]! & 0x80) !== 0,
    isUnitStart: (bytes[1]! & 0x40) !== 0,
    isScrambled: (control & 0xc0) !== 0,
    continuityCounter: control & 0x0f,
    hasDiscontinuity: (flags & 0x80) !== 0,
    isStuffed: hasAdaptationField && adaptationBytes > usedAdaptationBytes(bytes, flags, payloadAt),
    payload: hasPayload ? bytes.subarray(payloadAt) : undefined,
  };
}

/** Length byte, flags and the optional fields that the flags announce (§2.4.3.4); no flag set means nothing was needed. */
function usedAdaptationBytes(bytes: Buffer, flags: number, end: number): number {
  if (flags === 0) return 0;
  let position = headerBytes + 2;
  if (flags & 0x10) position += 6; // PCR
  if (flags & 0x08) position += 6; // OPCR
  if (flags & 0x04) position += 1; // splice countdown
  if (flags & 0x02) position += 1 + (position < end ? bytes[position]! : 0); // private data
  if (flags & 0x01) position += 1 + (position < end ? bytes[position]! : 0); // extension
  return position - headerBytes;
}
