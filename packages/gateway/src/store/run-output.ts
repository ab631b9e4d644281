/** One run's way into the store: fragments become parts of the ring, and go to those who follow the feed. */
import type { InitSegment } from '../packager/init-segment.js';
import type { Fragment, MediaOutput } from '../packager/media-output.js';
import type { FragmentFeed } from './fragment-feed.js';
import type { SegmentRing } from './segment-ring.js';

export type RunOutputDeps = {
  ring: SegmentRing;
  feed: FragmentFeed;
  /** PART-TARGET; known when the first segment begins. */
  partTicks(): number;
  /** A picture has come. */
  onPicture(): void;
  /** A part is listed. */
  onPart(durationTicks: number): void;
  /** Called once, after the first part. */
  onReady(): void;
  /** The stream holds more than it may, although all that may leave has left. */
  onOverfull(): void;
  /** What a playlist says has changed in another way. */
  onChange(): void;
};

export function createRunOutput(deps: RunOutputDeps): MediaOutput {
  const { ring, feed, partTicks, onPicture, onPart, onReady, onOverfull, onChange } = deps;
  /** Of the open part. */
  let fragments: Fragment[] = [];
  let pendingBytes = 0;
  let init: InitSegment | undefined;
  let isReady = false;

  const forgetFragments = (): void => {
    fragments = [];
    pendingBytes = 0;
  };

  const completePart = (): void => {
    // Sound alone makes no part: it waits for the next picture.
    if (fragments.every(({ durationTicks }) => durationTicks === 0)) return;
    const durationTicks = fragments.reduce((total, fragment) => total + fragment.durationTicks, 0);
    ring.addPart({
      bytes: Buffer.concat(fragments.map(({ bytes }) => bytes)),
      durationTicks,
      isIndependent: fragments.some(({ isKeyframe }) => isKeyframe),
      isGap: false,
    });
    forgetFragments();
    onPart(durationTicks);
    if (!isReady) onReady();
    isReady = true;
  };

  const completeSegment = (): void => {
    completePart();
    ring.close();
    onChange();
  };

  return {
    beginSegment: (start) => {
      const endsGap = ring.isInGap;
      if (endsGap) ring.close();
      init = start.init;
      ring.open(init, start.programDateTimeMs, partTicks());
      if (endsGap || ring.nextInitName !== undefined) onChange();
    },
    addFragment: (fragment) => {
      fragments.push(fragment);
      pendingBytes += fragment.bytes.length;
      if (!ring.makeRoom(pendingBytes)) onOverfull();
      if (fragment.isKeyframe && fragment.picture) ring.keyframe = fragment.picture.nalUnits;
      feed.push({ ...fragment, init: init! });
      if (fragment.durationTicks > 0) onPicture();
    },
    completePart,
    completeSegment,
    interrupt: () => {
      completeSegment();
      // Sound from before a gap has no place behind it.
      forgetFragments();
      feed.interrupt();
    },
    end: () => feed.endRun(),
  };
}
