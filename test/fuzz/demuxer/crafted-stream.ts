/** Transport streams made to order: right in form, hostile in what they say. Written with the muxer of the unit tests. */
import fc from 'fast-check';
import { TransportMuxer } from '../../../packages/gateway/src/testing/transport-muxer.js';
import {
  type CraftedPps,
  type CraftedSps,
  craftedPps,
  craftedSps,
  ppsNalUnit,
  sliceNalUnit,
  spsNalUnit,
} from './crafted-nal-units.js';

export type CraftedUnit =
  | { kind: 'tables'; program: number; streams: { streamType: number; pid: number }[]; version: number }
  | {
      kind: 'pictures';
      count: number;
      /** Pictures in one PES packet. */
      together: number;
      stepTicks: number;
      offsetTicks: number;
      keyframeEvery: number;
      ppsId: number;
      sizeBytes: number;
      sps: CraftedSps | null;
      pps: CraftedPps | null;
      length: 'declared' | 'none';
    }
  | { kind: 'sound'; count: number; stepTicks: number; frameBytes: number; header: number }
  | { kind: 'section'; pid: number; bytes: string }
  | { kind: 'pes'; pid: number; bytes: string; ptsTicks: number | null }
  /** Payloads of a byte each, which a PES packet takes long to be filled by. */
  | { kind: 'drip'; count: number };

const pids = { map: 0x1000, video: 0x100, audio: 0x101 };
const step = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(3000, 3003, 3600, 6000, 9000) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      0,
      1,
      2,
      -1,
      -3000,
      -9001,
      89_999,
      270_000,
      270_001,
      2 ** 31,
      2 ** 32,
      -(2 ** 32),
    ),
  },
);
const pid = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(pids.video, pids.audio, pids.map) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 0x10, 0x1ffe, 0x1fff) },
);
const hex = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('hex'));

const unit: fc.Arbitrary<CraftedUnit> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('tables' as const),
      program: fc.constantFrom(1, 1, 1, 2, 65_535),
      streams: fc.array(fc.record({ streamType: fc.constantFrom(27, 27, 15, 15, 3, 36, 6), pid }), {
        maxLength: 4,
      }),
      version: fc.nat(31),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('pictures' as const),
      count: fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: 1, max: 10 }) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 100 }) },
      ),
      together: fc.oneof(
        { weight: 9, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.constantFrom(2, 3, 40) },
      ),
      stepTicks: step,
      offsetTicks: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: step }),
      keyframeEvery: fc.constantFrom(1, 2, 10, 30, 1000),
      ppsId: fc.constantFrom(0, 0, 0, 0, 1, 255),
      sizeBytes: fc.oneof({ weight: 9, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.nat(30_000) }),
      sps: fc.option(craftedSps, { freq: 3 }),
      pps: fc.option(craftedPps, { freq: 3 }),
      length: fc.constantFrom('none', 'declared'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('sound' as const),
      count: fc.integer({ min: 1, max: 60 }),
      stepTicks: step,
      frameBytes: fc.constantFrom(1, 20, 200, 2000),
      // MPEG-4 AAC LC at 48 kHz mono, at 8 kHz, at 96 kHz with eight channels, and another profile
      header: fc.constantFrom(0x4c40, 0x6c40, 0x41c0, 0x0c40),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('section' as const), pid, bytes: hex(300) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pes' as const),
      pid,
      bytes: hex(600),
      ptsTicks: fc.option(fc.constantFrom(0, 1, 2 ** 32, 2 ** 33 - 1)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('drip' as const), count: fc.integer({ min: 1, max: 60 }) }),
  },
);

/** They begin with tables and a keyframe with its parameter sets, so that most of what follows is read. */
export const craftedUnits: fc.Arbitrary<CraftedUnit[]> = fc
  .tuple(
    craftedSps,
    fc.boolean(),
    fc.oneof(
      { weight: 4, arbitrary: fc.array(unit, { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(unit, { minLength: 1, maxLength: 10 }) },
    ),
  )
  .map(([sps, hasSound, units]) => [
    {
      kind: 'tables',
      program: 1,
      streams: [
        { streamType: 27, pid: pids.video },
        ...(hasSound ? [{ streamType: 15, pid: pids.audio }] : []),
      ],
      version: 0,
    },
    {
      kind: 'pictures',
      count: 3,
      together: 1,
      stepTicks: 3000,
      offsetTicks: 0,
      keyframeEvery: 30,
      ppsId: 0,
      sizeBytes: 50,
      sps,
      pps: { id: 0, spsId: 0, trailingBytes: 0 },
      length: 'none',
    },
    ...units,
  ]);

/** Writes the units one after the other; clocks and counters go on from each to the next. */
export function createCraftedWriter(): (unit: CraftedUnit) => Buffer {
  const muxer = new TransportMuxer();
  const clocks = { video: 10 * 90_000, audio: 10 * 90_000 };
  const advance = (clock: keyof typeof clocks, ticks: number): number => {
    const now = clocks[clock];
    clocks[clock] = wrapped(now + ticks);
    return now;
  };

  return (unit) => {
    switch (unit.kind) {
      case 'tables':
        return Buffer.concat([
          muxer.programAssociation({ [unit.program]: pids.map }, unit.version),
          muxer.programMap(pids.map, unit.program, unit.streams, unit.version),
        ]);
      case 'pictures':
        return Buffer.concat(
          Array.from({ length: Math.ceil(unit.count / unit.together) }, (_, packet) => {
            const dtsTicks = advance('video', unit.stepTicks * unit.together);
            const data = Array.from({ length: unit.together }, (_, index) =>
              picture(unit, packet * unit.together + index),
            );
            const ptsTicks = wrapped(dtsTicks + unit.offsetTicks);
            const { length } = unit;
            return muxer.pes({ pid: pids.video, data: Buffer.concat(data), ptsTicks, dtsTicks, length });
          }),
        );
      case 'sound':
        return Buffer.concat(
          Array.from({ length: unit.count }, () =>
            muxer.pes({
              pid: pids.audio,
              streamId: 0xc0,
              data: adtsFrame(unit.header, unit.frameBytes),
              ptsTicks: advance('audio', unit.stepTicks),
              length: 'declared',
            }),
          ),
        );
      case 'section':
        return muxer.section(unit.pid, Buffer.from(unit.bytes, 'hex'));
      case 'pes':
        return muxer.pes({
          pid: unit.pid,
          data: Buffer.from(unit.bytes, 'hex'),
          ...(unit.ptsTicks !== null && { ptsTicks: unit.ptsTicks }),
        });
      case 'drip':
        return Buffer.concat(
          Array.from({ length: unit.count }, () =>
            muxer.packet({ pid: pids.video, payload: Buffer.from([0xaa]) }),
          ),
        );
    }
  };
}

const startCode = Buffer.from([0, 0, 0, 1]);
const delimiter = Buffer.from([0, 0, 0, 1, 0x09, 0xf0]);

function picture(unit: CraftedUnit & { kind: 'pictures' }, index: number): Buffer {
  const isKeyframe = index % unit.keyframeEvery === 0;
  const sets = isKeyframe && unit.sps ? [startCode, spsNalUnit(unit.sps)] : [];
  if (isKeyframe && unit.pps) sets.push(startCode, ppsNalUnit(unit.pps));
  const slice = sliceNalUnit(isKeyframe ? 'keyframe' : 'other', unit.ppsId, unit.sizeBytes);
  return Buffer.concat([delimiter, ...sets, startCode, slice]);
}

function adtsFrame(header: number, dataBytes: number): Buffer {
  const bytes = Buffer.alloc(7 + dataBytes, 0x21);
  bytes.writeUInt16BE(0xfff1, 0);
  bytes.writeUInt16BE(header, 2);
  const length = 7 + dataBytes;
  bytes[3] = (header & 0xc0) | (length >> 11);
  bytes[4] = (length >> 3) & 0xff;
  bytes[5] = ((length & 7) << 5) | 0x1f;
  bytes[6] = 0xfc;
  return bytes;
}

function wrapped(ticks: number): number {
  return ((ticks % 2 ** 33) + 2 ** 33) % 2 ** 33;
}
