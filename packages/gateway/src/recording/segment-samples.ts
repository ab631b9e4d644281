/**
 * The samples of a segment: what its `moof` boxes say of them, in the order in which their bytes lie (ISO 14496-12 §8.8).
 * Reads what the packager's fragment writer writes. Used by what makes MP4 files of recordings.
 */
import { trackIds } from '../packager/init-segment.js';
import { type Box, findBox, readBoxes } from './boxes.js';

export type Sample = {
  track: 'video' | 'audio';
  /** On the clock of its track. */
  decodeTicks: number;
  durationTicks: number;
  compositionOffsetTicks: number;
  isSync: boolean;
  bytes: Buffer;
};

const runFlags = { dataOffset: 0x1, duration: 0x100, size: 0x200, flags: 0x400, compositionOffset: 0x800 };
/** `sample_is_non_sync_sample` (§8.8.3.1). */
const nonSync = 0x10000;

export function readSegmentSamples(segment: Buffer): Sample[] {
  return readBoxes(segment)
    .filter(({ type }) => type === 'moof')
    .flatMap((moof) => {
      const fromMoof = segment.subarray(moof.at);
      return readBoxes(moof.contents)
        .filter(({ type }) => type === 'traf')
        .flatMap((traf) => readTrackFragment(readBoxes(traf.contents), fromMoof));
    });
}

function readTrackFragment(boxes: readonly Box[], fromMoof: Buffer): Sample[] {
  const trackId = findBox(boxes, 'tfhd').contents.readUInt32BE(4);
  const track = trackId === trackIds.video ? 'video' : 'audio';
  let decodeTicks = Number(findBox(boxes, 'tfdt').contents.readBigUInt64BE(4));
  const trun = findBox(boxes, 'trun').contents;
  const flags = trun.readUIntBE(1, 3);
  const count = trun.readUInt32BE(4);
  let at = 8;
  const field = (flag: number): number => {
    if ((flags & flag) === 0) return 0;
    at += 4;
    return trun.readUInt32BE(at - 4);
  };
  let offset = field(runFlags.dataOffset);
  const { dataOffset: _, ...perSample } = runFlags;
  const sampleBytes = 4 * Object.values(perSample).filter((flag) => (flags & flag) !== 0).length;
  if (sampleBytes === 0 || count * sampleBytes !== trun.length - at)
    throw new Error(`the media of a recording are spoiled: ${count} samples in ${trun.length} bytes`);
  return Array.from({ length: count }, () => {
    const durationTicks = field(runFlags.duration);
    const byteLength = field(runFlags.size);
    const isSync = (field(runFlags.flags) & nonSync) === 0;
    const compositionOffsetTicks = field(runFlags.compositionOffset);
    const bytes = fromMoof.subarray(offset, offset + byteLength);
    const sample: Sample = { track, decodeTicks, durationTicks, compositionOffsetTicks, isSync, bytes };
    offset += byteLength;
    decodeTicks += durationTicks;
    return sample;
  });
}
