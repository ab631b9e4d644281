/** Holds the fragments of one stream to what decoders need: whole boxes, and times that only go on. */

import type { FeedFragment } from '../../../packages/gateway/src/store/fragment-feed.js';
import { readFragments } from '../../../packages/gateway/src/testing/fragment-reader.js';
import { must } from '../surface.js';
import { walkBoxes } from './box-tree.js';

export type FragmentJudge = {
  take(fragment: FeedFragment): void;
  /** Of all fragments so far. */
  readonly bytes: number;
  readonly count: number;
};

const videoTrackId = 1;

export function createFragmentJudge(): FragmentJudge {
  let sequence = 0;
  let bytes = 0;
  let count = 0;
  let init: FeedFragment['init'] | undefined;
  /** Where each track has got, on its own clock; that of the sound begins anew with each init segment. */
  const endTicks = new Map<number, number>();

  function takeInit(fragment: FeedFragment): void {
    if (fragment.init === init) return;
    init = fragment.init;
    must(walkBoxes(init.bytes).join() === 'ftyp,moov', () => 'an init segment is no ftyp and moov');
    const { width, height } = init.parameters.video;
    must(width > 0 && height > 0 && width < 65_536 && height < 65_536, () => `${width} × ${height} pixels`);
    for (const track of [...endTicks.keys()]) if (track !== videoTrackId) endTicks.delete(track);
  }

  return {
    get bytes() {
      return bytes;
    },
    get count() {
      return count;
    },
    take(fragment) {
      takeInit(fragment);
      bytes += fragment.bytes.length;
      count += 1;
      must(walkBoxes(fragment.bytes).join() === 'moof,mdat', () => 'a fragment is no moof and mdat');
      const [read, ...others] = readFragments(fragment.bytes);
      must(read !== undefined && others.length === 0, () => 'a fragment holds several');
      must(read.sequence === sequence + 1, () => `fragment ${read.sequence} follows ${sequence}`);
      sequence = read.sequence;
      for (const { trackId, decodeTicks, samples } of read.tracks) {
        const before = endTicks.get(trackId) ?? 0;
        const isVideo = trackId === videoTrackId;
        // Picture times have no holes within a run; across gaps, and for sound, they may only go on.
        must(decodeTicks >= before, () => `track ${trackId} goes back from ${before} to ${decodeTicks}`);
        must(samples.length > 0, () => `track ${trackId} has no samples`);
        let ticks = decodeTicks;
        for (const { durationTicks, compositionOffsetTicks, bytes: sample } of samples) {
          must(durationTicks > 0, () => `track ${trackId}: a sample lasts ${durationTicks}`);
          must(sample.length > 0, () => `track ${trackId}: a sample has no bytes`);
          if (isVideo) {
            must(
              compositionOffsetTicks >= 0,
              () => `a picture is shown ${-compositionOffsetTicks} too early`,
            );
            walkSample(sample);
          }
          ticks += durationTicks;
        }
        endTicks.set(trackId, ticks);
      }
    },
  };
}

/** NAL units behind their lengths, to the last byte. */
function walkSample(sample: Buffer): void {
  let at = 0;
  while (at < sample.length) {
    must(at + 4 < sample.length, () => 'a sample ends within a NAL unit length');
    const end = at + 4 + sample.readUInt32BE(at);
    must(end > at + 4 && end <= sample.length, () => `a NAL unit ends at ${end} of ${sample.length}`);
    at = end;
  }
}
