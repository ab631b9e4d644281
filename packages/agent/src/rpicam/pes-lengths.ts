/**
 * Writes the length into every PES packet of the camera's video, which rpicam-vid leaves open (ISO/IEC 13818-1 §2.4.3.7
 * allows 0 for video). A reader of an open packet cannot know that a picture is complete before the next one begins: one
 * picture of delay, which this takes away. Sits between the camera program and ffmpeg.
 *
 * The end of a packet shows in its last TS packet: only that one is stuffed. Where it fits exactly, and in pictures of
 * more than 65,535 bytes, for which there is no length, everything stays as it is and that picture is late by one.
 */
import { Transform } from 'node:stream';

const packetBytes = 188;
const syncByte = 0x47;
const maxPesLength = 0xffff;
/** Held of one picture; more cannot be a picture, and goes on untouched. */
const maxHeldBytes = 4_000_000;

type TsPacket = { pid: number; startsPes: boolean; payloadOffset: number; isStuffed: boolean };

type OpenPes = { pid: number; lengthAt: number; payloadBytes: number };

/** Bytes in, the same number of bytes out; what is no MPEG-TS passes untouched. */
export function createPesLengthWriter(): Transform {
  let rest: Buffer = Buffer.alloc(0);
  let held: Buffer[] = [];
  let heldBytes = 0;
  let open: OpenPes | null = null;
  let isTransportStream = true;

  const hold = (packet: Buffer) => {
    held.push(packet);
    heldBytes += packet.length;
  };
  const release = (into: Transform) => {
    if (open) writeLength(held, open);
    if (held.length > 0) into.push(Buffer.concat(held));
    held = [];
    heldBytes = 0;
    open = null;
  };
  const take = (packet: Buffer, into: Transform) => {
    const read = readTsPacket(packet);
    const startsVideo = read.startsPes && isOpenVideoPes(packet.subarray(read.payloadOffset));
    if (startsVideo) {
      release(into);
      open = { pid: read.pid, lengthAt: read.payloadOffset + 4, payloadBytes: 0 };
    }
    hold(packet);
    if (!open || heldBytes > maxHeldBytes) {
      open = null;
      release(into);
      return;
    }
    if (read.pid !== open.pid) return;
    open.payloadBytes += packetBytes - read.payloadOffset;
    if (read.isStuffed) release(into);
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      while (isTransportStream && bytes.length >= packetBytes) {
        if (bytes[0] === syncByte) {
          take(bytes.subarray(0, packetBytes), this);
          bytes = bytes.subarray(packetBytes);
        } else {
          isTransportStream = false;
          open = null;
          release(this);
        }
      }
      if (!isTransportStream && bytes.length > 0) this.push(bytes);
      rest = isTransportStream ? bytes : Buffer.alloc(0);
      done();
    },
    flush(done) {
      release(this);
      if (rest.length > 0) this.push(rest);
      done();
    },
  });
}

/** H.222.0 §2.4.3.2 and §2.4.3.4. */
function readTsPacket(packet: Buffer): TsPacket {
  const pid = packet.readUInt16BE(1) & 0x1fff;
  const control = packet[3]! & 0x30;
  const adaptationBytes = control & 0x20 ? packet[4]! + 1 : 0;
  const payloadOffset = control & 0x10 ? Math.min(4 + adaptationBytes, packetBytes) : packetBytes;
  return {
    pid,
    startsPes: (packet[1]! & 0x40) !== 0,
    payloadOffset,
    isStuffed: adaptationBytes > 0 && adaptationBytes > usedAdaptationBytes(packet),
  };
}

/** Length byte, flags, PCR, OPCR, splice countdown; private data and extensions are not read and count as stuffing. */
function usedAdaptationBytes(packet: Buffer): number {
  if (packet[4] === 0) return 0;
  const flags = packet[5]!;
  return 2 + (flags & 0x10 ? 6 : 0) + (flags & 0x08 ? 6 : 0) + (flags & 0x04 ? 1 : 0);
}

/** `00 00 01 E0…EF`, length 0. */
function isOpenVideoPes(payload: Buffer): boolean {
  return (
    payload.length >= 6 &&
    payload.readUIntBE(0, 3) === 1 &&
    (payload[3]! & 0xf0) === 0xe0 &&
    payload.readUInt16BE(4) === 0
  );
}

function writeLength(packets: readonly Buffer[], { lengthAt, payloadBytes }: OpenPes): void {
  const length = payloadBytes - 6;
  if (length > 0 && length <= maxPesLength) packets[0]?.writeUInt16BE(length, lengthAt);
}
