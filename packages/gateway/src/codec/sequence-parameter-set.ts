/** Reads what a gateway needs from an H.264 sequence parameter set (ITU-T H.264 §7.3.2.1.1, §E.1.1). Used by the parameter set store. */
import { BitReader } from './bit-reader.js';
import { rawPayload } from './nal-unit.js';

export type SequenceParameterSet = {
  id: number;
  /** RFC 6381, such as `avc1.42c01e`. */
  codec: string;
  /** After cropping, in pixels. */
  width: number;
  height: number;
  /** `undefined` unless the set promises a fixed rate, from 1 to 300. */
  framesPerSecond: number | undefined;
};

/** Profiles whose sets carry the chroma format and scaling lists. */
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const maxSetId = 31;
/** Level 6.2 allows no side longer than this (§A.3.1: sqrt(8 × 139,264) macroblocks). */
const maxSidePixels = 16_896;
/** Frames a second. Encoders that do not know their rate write any number; the promises made to players would be built on it. */
const plausibleRate = { min: 1, max: 300 };
/** `aspect_ratio_idc` after which width and height follow. */
const extendedSampleAspectRatio = 255;

/** Reads an SPS NAL unit; `undefined` when it is malformed. */
export function parseSequenceParameterSet(nalUnit: Buffer): SequenceParameterSet | undefined {
  if (nalUnit.length < 4) return undefined;
  const reader = new BitReader(rawPayload(nalUnit));
  const profile = reader.bits(8);
  reader.bits(16); // constraint flags, level
  const id = reader.unsignedExpGolomb();
  const chromaArrayType = highProfiles.has(profile) ? readHighProfileFields(reader) : 1;
  reader.unsignedExpGolomb(); // log2_max_frame_num_minus4
  skipPictureOrderCount(reader);
  reader.unsignedExpGolomb(); // max_num_ref_frames
  reader.flag(); // gaps_in_frame_num_value_allowed_flag
  const { width, height } = readPictureSize(reader, chromaArrayType);
  const framesPerSecond = reader.flag() ? readFixedFrameRate(reader) : undefined;

  const isPlausible = width > 0 && height > 0 && width <= maxSidePixels && height <= maxSidePixels;
  if (reader.isOverrun || id > maxSetId || !isPlausible) return undefined;
  return { id, codec: `avc1.${nalUnit.toString('hex', 1, 4)}`, width, height, framesPerSecond };
}

/** @returns ChromaArrayType (§7.4.2.1.1). */
function readHighProfileFields(reader: BitReader): number {
  const chromaFormat = reader.unsignedExpGolomb();
  const hasSeparatePlanes = chromaFormat === 3 && reader.flag();
  reader.unsignedExpGolomb(); // bit_depth_luma_minus8
  reader.unsignedExpGolomb(); // bit_depth_chroma_minus8
  reader.flag(); // qpprime_y_zero_transform_bypass_flag
  if (reader.flag()) {
    const listCount = chromaFormat === 3 ? 12 : 8;
    for (let index = 0; index < listCount; index++)
      if (reader.flag()) skipScalingList(reader, index < 6 ? 16 : 64);
  }
  return hasSeparatePlanes ? 0 : chromaFormat;
}

/** §7.3.2.1.1.1 */
function skipScalingList(reader: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let index = 0; index < size && next !== 0; index++) {
    next = (last + reader.signedExpGolomb() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function skipPictureOrderCount(reader: BitReader): void {
  const type = reader.unsignedExpGolomb();
  if (type === 0) {
    reader.unsignedExpGolomb(); // log2_max_pic_order_cnt_lsb_minus4
  } else if (type === 1) {
    reader.flag(); // delta_pic_order_always_zero_flag
    reader.signedExpGolomb(); // offset_for_non_ref_pic
    reader.signedExpGolomb(); // offset_for_top_to_bottom_field
    const cycleLength = Math.min(reader.unsignedExpGolomb(), 255);
    for (let index = 0; index < cycleLength; index++) reader.signedExpGolomb();
  }
}

function readPictureSize(reader: BitReader, chromaArrayType: number): { width: number; height: number } {
  const widthMacroblocks = reader.unsignedExpGolomb() + 1;
  const heightMapUnits = reader.unsignedExpGolomb() + 1;
  const fieldsPerMapUnit = reader.flag() ? 1 : 2; // frame_mbs_only_flag
  if (fieldsPerMapUnit === 2) reader.flag(); // mb_adaptive_frame_field_flag
  reader.flag(); // direct_8x8_inference_flag
  let width = widthMacroblocks * 16;
  let height = heightMapUnits * 16 * fieldsPerMapUnit;
  if (reader.flag()) {
    const left = reader.unsignedExpGolomb();
    const right = reader.unsignedExpGolomb();
    const top = reader.unsignedExpGolomb();
    const bottom = reader.unsignedExpGolomb();
    const hasHalfWidthChroma = chromaArrayType === 1 || chromaArrayType === 2;
    width -= (left + right) * (hasHalfWidthChroma ? 2 : 1);
    height -= (top + bottom) * (chromaArrayType === 1 ? 2 : 1) * fieldsPerMapUnit;
  }
  return { width, height };
}

/** The head of the VUI up to its timing (§E.1.1). */
function readFixedFrameRate(reader: BitReader): number | undefined {
  if (reader.flag() && reader.bits(8) === extendedSampleAspectRatio) reader.bits(32);
  if (reader.flag()) reader.flag(); // overscan
  if (reader.flag()) {
    reader.bits(4); // video_format, video_full_range_flag
    if (reader.flag()) reader.bits(24); // colour description
  }
  if (reader.flag()) {
    reader.unsignedExpGolomb(); // chroma sample location, top field
    reader.unsignedExpGolomb(); // bottom field
  }
  if (!reader.flag()) return undefined;
  const unitsPerTick = reader.bits(32);
  const timescale = reader.bits(32);
  const isFixed = reader.flag();
  // A tick is a field: two of them make a frame (§E.2.1).
  const framesPerSecond = timescale / (2 * unitsPerTick);
  const isPlausible = framesPerSecond >= plausibleRate.min && framesPerSecond <= plausibleRate.max;
  return isFixed && isPlausible ? framesPerSecond : undefined;
}
