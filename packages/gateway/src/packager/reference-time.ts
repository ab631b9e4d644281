/**
 * Writes what the wall clock said at a time of the media: a `prft` box (ISO 14496-12 §8.16.5). It goes in front of a
 * fragment, and only where a player of ours reads: VLC 3 stops at it in a segment. Called by the readers of fragments.
 */
import { fullBox, uint32, uint64 } from './box-writer.js';
import { trackIds } from './init-segment.js';

export type ReferenceTime = {
  /** On the output clock of the video track. */
  decodeTicks: number;
  /** Epoch milliseconds. */
  atMs: number;
};

/** Seconds from the epoch of NTP, 1900, to that of Unix. */
const ntpEpochSeconds = 2_208_988_800;
/** The time is that at which the encoder put the frame out. */
const encoderOutput = 1;

export function writeReferenceTime({ decodeTicks, atMs }: ReferenceTime): Buffer {
  const wholeSeconds = Math.floor(atMs / 1000);
  const fraction = Math.floor((atMs / 1000 - wholeSeconds) * 2 ** 32);
  const ntp = uint32(wholeSeconds + ntpEpochSeconds, fraction);
  return fullBox(
    'prft',
    { version: 1, flags: encoderOutput },
    uint32(trackIds.video),
    ntp,
    uint64(decodeTicks),
  );
}
