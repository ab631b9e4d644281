/** Writes transport streams packet by packet, also ones that no encoder at hand writes. Used by the tests of the demuxer. */
import { mpegCrc32 } from '../mpegts/crc32.js';

export type PacketOptions = {
  pid: number;
  payload: Buffer;
  isUnitStart?: boolean;
  /** @default the next of this PID */
  continuityCounter?: number;
  /** Bits of the adaptation field's flags byte; no optional fields are written. */
  adaptationFlags?: number;
};

export type PesOptions = {
  pid: number;
  data: Buffer;
  ptsTicks?: number;
  dtsTicks?: number;
  /** @default 0xe0 */
  streamId?: number;
  /** @default 'none' */
  length?: 'declared' | 'none';
};

export type StreamEntry = { streamType: number; pid: number };

/** Keeps the continuity counters; everything it returns is a whole number of packets. */
export class TransportMuxer {
  readonly #counters = new Map<number, number>();

  /** One packet; a short payload is stuffed in the adaptation field. */
  packet(options: PacketOptions): Buffer {
    const { pid, payload, isUnitStart = false, adaptationFlags } = options;
    const counter = options.continuityCounter ?? ((this.#counters.get(pid) ?? -1) + 1) & 0xf;
    this.#counters.set(pid, counter);
    const adaptationBytes = 184 - payload.length;
    if (adaptationFlags !== undefined && adaptationBytes < 2) throw new RangeError('no room for flags');
    const head = Buffer.from([0x47, (isUnitStart ? 0x40 : 0) | (pid >> 8), pid & 0xff, 0x10 | counter]);
    if (adaptationBytes === 0) return Buffer.concat([head, payload]);
    head[3]! |= 0x20;
    const adaptation = Buffer.alloc(adaptationBytes, 0xff);
    adaptation[0] = adaptationBytes - 1;
    if (adaptationBytes > 1) adaptation[1] = adaptationFlags ?? 0;
    return Buffer.concat([head, adaptation, payload]);
  }

  /** A section in as many packets as it takes. */
  section(pid: number, section: Buffer): Buffer {
    const bytes = Buffer.concat([Buffer.from([0]), section]);
    return this.#packets(pid, bytes, 'padded');
  }

  /** Program number → PID of its PMT. */
  programAssociation(programs: Record<number, number>, version = 0): Buffer {
    const entries = Object.entries(programs).map(([number, pid]) =>
      Buffer.from([Number(number) >> 8, Number(number) & 0xff, 0xe0 | (pid >> 8), pid & 0xff]),
    );
    return this.section(0, longSection({ tableId: 0, id: 1, version, body: Buffer.concat(entries) }));
  }

  programMap(pid: number, programNumber: number, streams: StreamEntry[], version = 0): Buffer {
    const entries = streams.map((stream) =>
      Buffer.from([stream.streamType, 0xe0 | (stream.pid >> 8), stream.pid & 0xff, 0xf0, 0]),
    );
    const body = Buffer.concat([Buffer.from([0xff, 0xff, 0xf0, 0]), ...entries]);
    return this.section(pid, longSection({ tableId: 2, id: programNumber, version, body }));
  }

  /** A PES packet as ffmpeg writes it: the last transport packet stuffed. */
  pes(options: PesOptions): Buffer {
    return this.#packets(options.pid, pesPacket(options), 'stuffed');
  }

  #packets(pid: number, bytes: Buffer, end: 'padded' | 'stuffed'): Buffer {
    const packets: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 184) {
      let payload: Buffer = bytes.subarray(at, at + 184);
      if (end === 'padded') payload = Buffer.concat([payload, Buffer.alloc(184 - payload.length, 0xff)]);
      packets.push(this.packet({ pid, payload, isUnitStart: at === 0 }));
    }
    return Buffer.concat(packets);
  }
}

type LongSection = { tableId: number; id: number; version: number; body: Buffer };

function longSection({ tableId, id, version, body }: LongSection): Buffer {
  const length = 5 + body.length + 4;
  const head = [
    tableId,
    0xb0 | (length >> 8),
    length & 0xff,
    id >> 8,
    id & 0xff,
    0xc1 | (version << 1),
    0,
    0,
  ];
  const section = Buffer.concat([Buffer.from(head), body]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(mpegCrc32(section));
  return Buffer.concat([section, crc]);
}

/** The PES packet alone, not yet in transport packets. */
export function pesPacket({
  data,
  ptsTicks,
  dtsTicks,
  streamId = 0xe0,
  length = 'none',
}: PesOptions): Buffer {
  const timestamps: Buffer[] = [];
  if (ptsTicks !== undefined) timestamps.push(timestamp(ptsTicks, dtsTicks === undefined ? 2 : 3));
  if (dtsTicks !== undefined) timestamps.push(timestamp(dtsTicks, 1));
  const optional = Buffer.concat(timestamps);
  const bytesAfterLength = 3 + optional.length + data.length;
  const declared = length === 'declared' ? bytesAfterLength : 0;
  const flags = (ptsTicks === undefined ? 0 : 0x80) | (dtsTicks === undefined ? 0 : 0x40);
  const head = [0, 0, 1, streamId, declared >> 8, declared & 0xff, 0x80, flags, optional.length];
  return Buffer.concat([Buffer.from(head), optional, data]);
}

function timestamp(ticks: number, prefix: number): Buffer {
  const bytes = Buffer.alloc(5);
  const wrapped = ticks % 2 ** 33;
  bytes[0] = (prefix << 4) | (Math.floor(wrapped / 2 ** 30) << 1) | 1;
  bytes.writeUInt16BE(((Math.floor(wrapped / 2 ** 15) & 0x7fff) << 1) | 1, 1);
  bytes.writeUInt16BE(((wrapped & 0x7fff) << 1) | 1, 3);
  return bytes;
}
