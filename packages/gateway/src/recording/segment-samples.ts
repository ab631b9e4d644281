/**
 * The samples of a segment: what its `moof` boxes say of them, in the order in which their bytes lie (ISO 14496-12 §8.8).
 * Reads what the packager's fragment writer writes, and segment tables. Used by what makes MP4 files of recordings.
 */
import { trackIds } from '../packager/init-segment.js';
import { type Box, findBox, readBoxes } from './boxes.js';

export type Sample = {
  /** On the clock of its track. */
  decodeTicks: number;
  durationTicks: number;
  compositionOffsetTicks: number;
  isSync: boolean;
  /** Where its bytes begin in the segment. */
  at: number;
  byteLength: number;
};

/** Each in the order of decoding. */
export type SegmentSamples = { video: Sample[]; audio: Sample[] };

/** Fields of a `trun` (§8.8.8.1). */
export const runFlags = {
  dataOffset: 0x1,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  compositionOffset: 0x800,
} as const;
/** `sample_is_non_sync_sample` (§8.8.3.1). */
export const nonSync = 0x10000;

/** @throws Error for bytes that are no whole segment */
export function readSamples(segment: Buffer): SegmentSamples {
  const samples: SegmentSamples = { video: [], audio: [] };
  for (const moof of readBoxes(segment)) {
    if (moof.type !== 'moof') continue;
    for (const traf of readBoxes(moof.contents))
      if (traf.type === 'traf') readTrackFragment(readBoxes(traf.contents), { moofAt: moof.at, samples });
  }
  return samples;
}

function readTrackFragment(
  boxes: readonly Box[],
  { moofAt, samples }: { moofAt: number; samples: SegmentSamples },
): void {
  const trackId = findBox(boxes, 'tfhd').contents.readUInt32BE(4);
  const track = trackId === trackIds.video ? samples.video : samples.audio;
  let decodeTicks = Number(findBox(boxes, 'tfdt').contents.readBigUInt64BE(4));
  const trun = findBox(boxes, 'trun').contents;
  const flags = trun.readUIntBE(1, 3);
  const count = trun.readUInt32BE(4);
  let fieldAt = 8;
  const field = (flag: number): number => {
    if ((flags & flag) === 0) return 0;
    fieldAt += 4;
    return trun.readUInt32BE(fieldAt - 4);
  };
  let at = moofAt + field(runFlags.dataOffset);
  const { dataOffset: _, ...perSample } = runFlags;
  const sampleBytes = 4 * Object.values(perSample).filter((flag) => (flags & flag) !== 0).length;
  if (sampleBytes === 0 || count * sampleBytes !== trun.length - fieldAt)
    throw new Error(`the media of a recording are spoiled: ${count} samples in ${trun.length} bytes`);
  for (let number = 0; number < count; number++) {
    const durationTicks = field(runFlags.duration);
    const byteLength = field(runFlags.size);
    const isSync = (field(runFlags.flags) & nonSync) === 0;
    const compositionOffsetTicks = field(runFlags.compositionOffset);
    track.push({ decodeTicks, durationTicks, compositionOffsetTicks, isSync, at, byteLength });
    at += byteLength;
    decodeTicks += durationTicks;
  }
}
