/** What the packager hands to the store, in the order in which viewers will receive it. */
import type { InitSegment } from './init-segment.js';

/** One `moof` and `mdat`: one video frame and the sound that came with it, or sound alone. */
export type Fragment = {
  bytes: Buffer;
  /** Duration of its video frame in 90 kHz ticks; 0 for sound alone. */
  durationTicks: number;
  isKeyframe: boolean;
  picture: Picture | undefined;
  /** `prft` to put in front of a keyframe, for those who want to know the delay. */
  referenceTime: Buffer | undefined;
};

/** The video frame of a fragment, for those who send it in another container. */
export type Picture = {
  /** NAL units, each behind its length in four bytes, without parameter sets; a view of the fragment. */
  nalUnits: Buffer;
  /** On the output clock of the stream, in 90 kHz ticks. */
  presentationTicks: number;
  /** Epoch milliseconds at which it left the camera, as far as arrivals tell. */
  takenAtMs: number;
};

export type SegmentStart = {
  /** The same object as long as the tracks' parameters stay the same. */
  init: InitSegment;
  /** Wall-clock time at which the camera took the first frame, in epoch milliseconds. */
  programDateTimeMs: number;
};

/** Called synchronously. Each segment holds at least one part, each part at least one fragment with video. */
export interface MediaOutput {
  beginSegment(start: SegmentStart): void;
  /** Adds to the open part, and begins one if there is none. */
  addFragment(fragment: Fragment): void;
  completePart(): void;
  /** Ends the open segment, and its part if one is open. */
  completeSegment(): void;
  /** Ends the open segment, too; gaps follow it. */
  interrupt(): void;
  /** Nothing more comes from this run. */
  end(): void;
}
