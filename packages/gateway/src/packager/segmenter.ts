/**
 * Decides where segments and parts end (RFC 8216bis §4.4.4.9 and §6.2.1). Parts never exceed the part target, and none
 * but an independent one or the last of its segment is shorter than 86 % of it (the rule says 85): the segmenter bends
 * the duration of a frame where it must. Used by the run packager; one per run.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { HlsTargets } from './hls-targets.js';

/** What has to end before a frame goes in. A segment that ends ends its part too. */
export type Cut = 'none' | 'part' | 'segment' | 'segment-without-keyframe';

export type FrameFacts = {
  isKeyframe: boolean;
  /** What one frame usually lasts; may be fractional. */
  frameTicks: number;
};

const minPartShare = 0.86;
/** The least share of a frame's usual duration that a frame is squeezed into to fill a part. */
const minFrameShare = 0.5;
/** Room for less than this share of a frame means that a part which may end does end. */
const wholeFrameShare = 0.95;

export class Segmenter {
  readonly #targets: HlsTargets;
  readonly #minPartTicks: number;
  readonly #overdueTicks: number;
  /** An EXTINF of this rounds to the target duration, one tick more might not. */
  readonly #maxSegmentTicks: number;
  #segmentTicks = 0;
  #partTicks = 0;
  #isPartIndependent = false;
  #isFirstFrame = true;

  constructor(targets: HlsTargets) {
    this.#targets = targets;
    this.#minPartTicks = Math.ceil(targets.partTargetTicks * minPartShare);
    this.#overdueTicks = targets.targetDurationSeconds * mpegTimescale;
    this.#maxSegmentTicks = this.#overdueTicks + mpegTimescale / 2 - 1;
  }

  /** The segment has reached the target duration and waits for a keyframe to end at. */
  get isKeyframeOverdue(): boolean {
    return this.#segmentTicks >= this.#overdueTicks;
  }

  /** A part has begun and waits for more. */
  get isPartOpen(): boolean {
    return this.#partTicks > 0;
  }

  /**
   * Ends what has to end before the frame goes in. The first frame of a run begins a segment, and so does one that must,
   * as for another init segment.
   */
  cutBefore(frame: FrameFacts & { mustCut: boolean }): Cut {
    const cut = this.#chooseCut(frame);
    if (cut === 'none') return cut;
    this.#partTicks = 0;
    this.#isPartIndependent = false;
    if (cut !== 'part') this.#segmentTicks = 0;
    return cut;
  }

  #chooseCut({ isKeyframe, mustCut, frameTicks }: FrameFacts & { mustCut: boolean }): Cut {
    if (this.#isFirstFrame || mustCut) return 'segment';
    // Half a frame of tolerance: a keyframe that comes a tick early must not double the segment.
    if (isKeyframe && this.#segmentTicks + frameTicks / 2 >= this.#targets.segmentTicks) return 'segment';
    if (this.#segmentTicks + frameTicks > this.#maxSegmentTicks) return 'segment-without-keyframe';
    if (isKeyframe && this.#partTicks > 0 && this.#canPartEnd()) return 'part';
    return 'none';
  }

  /** Duration for the frame that goes in next: what the timeline wants, as far as part and segment have room. */
  fit(wantedTicks: number, { isKeyframe, frameTicks }: FrameFacts): number {
    const partRoomTicks = this.#targets.partTargetTicks - this.#partTicks;
    const roomTicks = Math.min(partRoomTicks, this.#maxSegmentTicks - this.#segmentTicks);
    const durationTicks = Math.min(wantedTicks, roomTicks);
    const isExempt = isKeyframe || this.#isPartIndependent;
    const missingTicks = this.#minPartTicks - this.#partTicks - durationTicks;
    const takesNoFurtherFrame = partRoomTicks - durationTicks < frameTicks * minFrameShare;
    if (isExempt || missingTicks <= 0 || !takesNoFurtherFrame) return durationTicks;
    return Math.min(durationTicks + missingTicks, roomTicks);
  }

  /**
   * Counts the frame that went in.
   *
   * @returns whether its part is complete now
   */
  add(durationTicks: number, { isKeyframe, frameTicks }: FrameFacts): boolean {
    this.#segmentTicks += durationTicks;
    this.#partTicks += durationTicks;
    this.#isPartIndependent ||= isKeyframe;
    const isLoneKeyframe = this.#isFirstFrame;
    this.#isFirstFrame = false;
    const isComplete = isLoneKeyframe || this.#isPartFull(frameTicks);
    if (isComplete) {
      this.#partTicks = 0;
      this.#isPartIndependent = false;
    }
    return isComplete;
  }

  #isPartFull(frameTicks: number): boolean {
    const roomTicks = this.#targets.partTargetTicks - this.#partTicks;
    if (roomTicks < frameTicks * minFrameShare) return true;
    return roomTicks < frameTicks * wholeFrameShare && this.#canPartEnd();
  }

  #canPartEnd(): boolean {
    return this.#isPartIndependent || this.#partTicks >= this.#minPartTicks;
  }
}
