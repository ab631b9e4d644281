/** H.264 NAL units: their types and their payload (ITU-T H.264 §7.3.1, §7.4.1, table 7-1). Used by the Annex B and parameter set readers. */

/** The types that matter to a demuxer. */
export const nalUnitTypes = {
  slice: 1,
  dataPartitionA: 2,
  dataPartitionC: 4,
  idrSlice: 5,
  supplementalEnhancement: 6,
  sequenceParameterSet: 7,
  pictureParameterSet: 8,
  accessUnitDelimiter: 9,
  fillerData: 12,
} as const;

/** `nal_unit_type`. */
export function nalUnitType(nalUnit: Buffer): number {
  return nalUnit[0]! & 0x1f;
}

/** `forbidden_zero_bit`: set only where bytes were damaged, or where no NAL unit starts. */
export function hasForbiddenBit(nalUnit: Buffer): boolean {
  return (nalUnit[0]! & 0x80) !== 0;
}

/** A slice or slice data partition: part of the coded picture itself. */
export function isPictureData(type: number): boolean {
  return type >= nalUnitTypes.slice && type <= nalUnitTypes.idrSlice;
}

/** Whether such a NAL unit, met after picture data, starts the next access unit (§7.4.1.2.3). */
export function startsAccessUnit(type: number): boolean {
  return (
    (type >= nalUnitTypes.supplementalEnhancement && type <= nalUnitTypes.accessUnitDelimiter) ||
    (type >= 14 && type <= 18)
  );
}

/**
 * The payload after the one-byte header, emulation prevention bytes removed (§7.3.1).
 *
 * @param maxBytes read no further than this; enough for a header at the start of a large slice.
 */
export function rawPayload(nalUnit: Buffer, maxBytes: number = nalUnit.length): Buffer {
  const coded = nalUnit.subarray(1, Math.min(nalUnit.length, 1 + maxBytes));
  const raw = Buffer.allocUnsafe(coded.length);
  let length = 0;
  let zeroCount = 0;
  for (const byte of coded) {
    if (zeroCount >= 2 && byte === 3) {
      zeroCount = 0;
      continue;
    }
    zeroCount = byte === 0 ? zeroCount + 1 : 0;
    raw[length++] = byte;
  }
  return raw.subarray(0, length);
}
