/** Real captures, spliced and damaged: what cameras, networks and hands in between do to them. */
import fc from 'fast-check';
import { packetBytes, type RecordingName, recordedPackets, recordingNames } from './recordings.js';

export type Splice = { name: RecordingName; from: number; count: number };

/** `at` is the index of a packet, counted round where there are fewer. */
export type Fault =
  | { kind: 'flip'; at: number; byte: number; bit: number }
  | { kind: 'overwrite'; at: number; byte: number; bytes: string }
  | { kind: 'drop'; at: number; count: number }
  | { kind: 'duplicate'; at: number; count: number }
  | { kind: 'swap'; at: number; distance: number }
  | { kind: 'truncate'; at: number; bytes: number }
  | { kind: 'noise'; at: number; bytes: string; hasSync: boolean };

export type DamagedCapture = { splices: Splice[]; faults: Fault[] };

const at = fc.nat(400);
const hex = (maxLength: number) =>
  fc.uint8Array({ minLength: 1, maxLength }).map((bytes) => Buffer.from(bytes).toString('hex'));

const fault: fc.Arbitrary<Fault> = fc.oneof(
  // Headers, adaptation fields and PES heads are where most is decided.
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('flip' as const),
      at,
      byte: fc.oneof(fc.nat(24), fc.nat(packetBytes - 1)),
      bit: fc.nat(7),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('overwrite' as const),
      at,
      byte: fc.oneof(fc.nat(24), fc.nat(packetBytes - 1)),
      bytes: fc.oneof(hex(12), fc.constantFrom('ffffffff', '00000000', '00000001', '000003', '47474747')),
    }),
  },
  fc.record({ kind: fc.constant('drop' as const), at, count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('duplicate' as const), at, count: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ kind: fc.constant('swap' as const), at, distance: fc.integer({ min: 1, max: 30 }) }),
  fc.record({
    kind: fc.constant('truncate' as const),
    at,
    bytes: fc.integer({ min: 0, max: packetBytes - 1 }),
  }),
  fc.record({ kind: fc.constant('noise' as const), at, bytes: hex(400), hasSync: fc.boolean() }),
);

export const damagedCapture: fc.Arbitrary<DamagedCapture> = fc.record({
  splices: fc.array(
    fc.record({
      name: fc.constantFrom(...recordingNames),
      from: fc.oneof(fc.constant(0), fc.nat(200)),
      count: fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }) },
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  faults: fc.array(fault, { maxLength: 8 }),
});

export function damagedBytes({ splices, faults }: DamagedCapture): Buffer {
  const packets: Buffer[] = splices.flatMap(({ name, from, count }) =>
    recordedPackets(name).slice(from, from + count),
  );
  for (const one of faults) if (packets.length > 0) apply(packets, one);
  return Buffer.concat(packets);
}

function apply(packets: Buffer[], fault: Fault): void {
  const place = fault.at % packets.length;
  const packet = packets[place]!;
  switch (fault.kind) {
    case 'flip': {
      const flipped = Buffer.from(packet);
      if (fault.byte < flipped.length) flipped[fault.byte]! ^= 1 << fault.bit;
      packets[place] = flipped;
      break;
    }
    case 'overwrite': {
      const written = Buffer.from(packet);
      Buffer.from(fault.bytes, 'hex').copy(written, Math.min(fault.byte, written.length));
      packets[place] = written;
      break;
    }
    case 'drop':
      packets.splice(place, fault.count);
      break;
    case 'duplicate':
      packets.splice(place, 0, ...packets.slice(place, place + fault.count));
      break;
    case 'swap': {
      const other = (place + fault.distance) % packets.length;
      [packets[place], packets[other]] = [packets[other]!, packet];
      break;
    }
    case 'truncate':
      packets[place] = packet.subarray(0, fault.bytes);
      break;
    case 'noise': {
      const noise = Buffer.from(fault.bytes, 'hex');
      packets.splice(place, 0, fault.hasSync ? withSync(noise) : noise);
    }
  }
}

function withSync(noise: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil(noise.length / packetBytes) * packetBytes, noise);
  for (let at = 0; at < bytes.length; at += packetBytes) bytes[at] = 0x47;
  return bytes;
}
