/** Keeps the parameter sets of one H.264 stream by their ids and names the pair that a slice refers to (ITU-T H.264 §7.4.1.2.1). Used by the video track of the demuxer. */
import { BitReader } from './bit-reader.js';
import { rawPayload } from './nal-unit.js';
import { parseSequenceParameterSet, type SequenceParameterSet } from './sequence-parameter-set.js';

/** One sequence and one picture parameter set and what was read of them (ITU-T H.264 §7.3.2.1). */
export type H264Parameters = {
  sps: Buffer;
  pps: Buffer;
  /** RFC 6381, such as `avc1.42c01e`. */
  codec: string;
  /** After cropping, in pixels. */
  width: number;
  height: number;
  /** From VUI timing where it is present and fixed; else `undefined`. */
  framesPerSecond: number | undefined;
};

export interface ParameterSetStore {
  /** Takes a parameter set NAL unit; malformed ones are left out, so that the older one stays in force. */
  addSps(nalUnit: Buffer): void;
  addPps(nalUnit: Buffer): void;
  /** The pair that slices with this `pic_parameter_set_id` use; the same object as long as neither set changes. */
  find(ppsId: number): H264Parameters | undefined;
}

type StoredSps = SequenceParameterSet & { nalUnit: Buffer };
type StoredPps = { spsId: number; nalUnit: Buffer };

const maxPpsId = 255;
/**
 * With every scaling list and all of VUI a set stays below 2 KB. Up to 288 of them are kept, and `avcC` has 16 bits for the
 * length of each (ISO 14496-15 §5.3.3.1.2): a longer one is malformed.
 */
const maxSetBytes = 4096;

/** Bounded by the ids that the standard has: 32 sequence and 256 picture parameter sets. */
export function createParameterSetStore(): ParameterSetStore {
  const spsById = new Map<number, StoredSps>();
  const ppsById = new Map<number, StoredPps>();
  const pairs = new Map<number, H264Parameters>();

  return {
    addSps(nalUnit) {
      if (nalUnit.length > maxSetBytes) return;
      const parsed = parseSequenceParameterSet(nalUnit);
      if (!parsed || spsById.get(parsed.id)?.nalUnit.equals(nalUnit)) return;
      // A copy: a view would keep the whole PES packet that it came in.
      spsById.set(parsed.id, { ...parsed, nalUnit: Buffer.from(nalUnit) });
    },

    addPps(nalUnit) {
      if (nalUnit.length > maxSetBytes) return;
      const reader = new BitReader(rawPayload(nalUnit));
      const id = reader.unsignedExpGolomb();
      const spsId = reader.unsignedExpGolomb();
      if (reader.isOverrun || id > maxPpsId || ppsById.get(id)?.nalUnit.equals(nalUnit)) return;
      ppsById.set(id, { spsId, nalUnit: Buffer.from(nalUnit) });
    },

    find(ppsId) {
      const pps = ppsById.get(ppsId);
      const sps = pps && spsById.get(pps.spsId);
      if (!sps) return undefined;
      const known = pairs.get(ppsId);
      if (known?.sps === sps.nalUnit && known.pps === pps.nalUnit) return known;
      const { codec, width, height, framesPerSecond } = sps;
      const pair = { sps: sps.nalUnit, pps: pps.nalUnit, codec, width, height, framesPerSecond };
      pairs.set(ppsId, pair);
      return pair;
    },
  };
}
