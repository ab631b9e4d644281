/** NAL units made to order: parameter sets that promise what they like, slices that name them. */
import fc from 'fast-check';
import { BitWriter } from './bit-writer.js';

export type CraftedSps = {
  profile: number;
  id: number;
  widthMacroblocks: number;
  heightMapUnits: number;
  isProgressive: boolean;
  crop: number | null;
  timing: { unitsPerTick: number; timescale: number } | null;
  /** Leading zero bits of a code that has more of them than it may. */
  overlongZeros: number;
  /** Bytes behind its end. */
  trailingBytes: number;
};

export type CraftedPps = { id: number; spsId: number; trailingBytes: number };

const code = fc.oneof(
  { weight: 6, arbitrary: fc.nat(5) },
  { weight: 1, arbitrary: fc.constantFrom(31, 32, 255, 256, 2 ** 16, 2 ** 31, 2 ** 32 - 2) },
);
const side = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 120 }) },
  { weight: 1, arbitrary: fc.constantFrom(1055, 1056, 4095, 65_535, 2 ** 31, 2 ** 32 - 2) },
);
const padding = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(1, 100, 5000, 66_000) },
);
const word = fc.constantFrom(0, 1, 2, 1001, 15_000, 30_000, 60_000, 90_000, 2 ** 31, 2 ** 32 - 1);

export const craftedSps: fc.Arbitrary<CraftedSps> = fc.record({
  profile: fc.constantFrom(66, 66, 77, 100, 244, 255),
  id: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: code }),
  widthMacroblocks: side,
  heightMapUnits: side,
  isProgressive: fc.boolean(),
  crop: fc.option(code, { freq: 4 }),
  timing: fc.option(fc.record({ unitsPerTick: word, timescale: word }), { freq: 2 }),
  overlongZeros: fc.oneof(
    { weight: 12, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(31, 32, 33, 64, 4000) },
  ),
  trailingBytes: padding,
});

export const craftedPps: fc.Arbitrary<CraftedPps> = fc.record({
  id: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: code }),
  spsId: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: code }),
  trailingBytes: padding,
});

export function spsNalUnit(sps: CraftedSps): Buffer {
  const writer = new BitWriter().bits(sps.profile, 8).bits(0xc0, 8).bits(0x1e, 8);
  if (sps.overlongZeros > 0) writer.bits(0, sps.overlongZeros);
  writer.unsigned(sps.id);
  // chroma format, two bit depths, bypass flag, no scaling lists
  if (sps.profile >= 100) writer.unsigned(1).unsigned(0).unsigned(0).bits(0, 2);
  writer.unsigned(0).unsigned(2).unsigned(1).bits(0, 1);
  writer.unsigned(sps.widthMacroblocks).unsigned(sps.heightMapUnits).bits(Number(sps.isProgressive), 1);
  if (!sps.isProgressive) writer.bits(0, 1);
  writer.bits(1, 1).bits(Number(sps.crop !== null), 1);
  if (sps.crop !== null) for (let edge = 0; edge < 4; edge++) writer.unsigned(sps.crop);
  writer.bits(Number(sps.timing !== null), 1);
  if (sps.timing) {
    const { unitsPerTick, timescale } = sps.timing;
    writer.bits(0, 4).bits(1, 1).bits(unitsPerTick, 32).bits(timescale, 32).bits(1, 1);
  }
  return padded(writer.nalUnit(0x67), sps.trailingBytes);
}

export function ppsNalUnit({ id, spsId, trailingBytes }: CraftedPps): Buffer {
  return padded(new BitWriter().unsigned(id).unsigned(spsId).bits(0, 2).nalUnit(0x68), trailingBytes);
}

export function sliceNalUnit(kind: 'keyframe' | 'other', ppsId: number, sizeBytes: number): Buffer {
  const head = new BitWriter()
    .unsigned(0)
    .unsigned(7)
    .unsigned(ppsId)
    .nalUnit(kind === 'keyframe' ? 0x65 : 0x41);
  return padded(head, sizeBytes);
}

function padded(bytes: Buffer, count: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(count, 0xaa)]);
}
