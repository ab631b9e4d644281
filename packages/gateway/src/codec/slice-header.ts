/** The first fields of an H.264 slice header (ITU-T H.264 §7.3.3). Used by the video track of the demuxer. */
import { BitReader } from './bit-reader.js';
import { rawPayload } from './nal-unit.js';

/** Three Exp-Golomb codes of at most 32 bits of value each, and emulation prevention between them. */
const headBytes = 32;

export type SliceHeader = {
  /** Address of the first macroblock; 0 in the first slice of a picture. */
  firstMacroblock: number;
  ppsId: number;
};

/** Reads the head of a slice NAL unit (types 1, 2 and 5); `undefined` when it is malformed. */
export function readSliceHeader(nalUnit: Buffer): SliceHeader | undefined {
  const reader = new BitReader(rawPayload(nalUnit, headBytes));
  const firstMacroblock = reader.unsignedExpGolomb();
  reader.unsignedExpGolomb(); // slice_type
  const ppsId = reader.unsignedExpGolomb();
  return reader.isOverrun ? undefined : { firstMacroblock, ppsId };
}
