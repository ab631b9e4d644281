/**
 * Writes fragments in which one keyframe stands still. It is what players that know no gaps find at the URI of one: VLC 3
 * and GStreamer 1.22 load it in spite of EXT-X-GAP, and end for good at an empty file or an answer of 404. Called by the
 * store.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import { writeFragment } from './fragment.js';

export type StillFragments = {
  /** NAL units, each behind its length in four bytes, as `Picture` has them. */
  keyframe: Buffer;
  decodeTicks: number;
  durationTicks: number;
};

/** VLC 3 takes a second for enough to begin with, but its decoder gives nothing out before its fourth picture. */
const pictureTicks = mpegTimescale / 5;

export function writeStillFragments({ keyframe, decodeTicks, durationTicks }: StillFragments): Buffer {
  const nalUnits = splitNalUnits(keyframe);
  const pictureCount = Math.ceil(durationTicks / pictureTicks);
  return Buffer.concat(
    Array.from({ length: pictureCount }, (_, index) => {
      const startTicks = index * pictureTicks;
      const video = {
        nalUnits,
        decodeTicks: decodeTicks + startTicks,
        durationTicks: Math.min(pictureTicks, durationTicks - startTicks),
        compositionOffsetTicks: 0,
        isKeyframe: true,
      };
      return writeFragment({ sequence: 0, video, audio: undefined }).bytes;
    }),
  );
}

function splitNalUnits(bytes: Buffer): Buffer[] {
  const nalUnits: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    nalUnits.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return nalUnits;
}
