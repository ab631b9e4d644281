/**
 * Puts video frames on the output clock of a stream, without waiting for the next frame. Output times have no holes:
 * each frame begins where the one before it ended, so a frame that is late, early or lost shows as a longer or shorter
 * duration of the frame after it. (Chromium drops pictures until the next keyframe when a decoding time lies more than
 * two declared durations after the last one.) Used by the run packager; one per run.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import { FrameDurationEstimator } from './frame-duration.js';

/**
 * Bends a wanted duration into what the open part has room for. What it takes or adds is made up for by later frames.
 *
 * @param frameTicks what one frame usually lasts; may be fractional
 */
export type FitDuration = (wantedTicks: number, frameTicks: number) => number;

export type Placement = {
  decodeTicks: number;
  durationTicks: number;
  /** The camera's clock was tied to the output clock anew: at the first frame, and where it jumped. */
  isAnchor: boolean;
};

/**
 * A step of the camera's clock beyond these is a jump, not a loss or jitter: the output goes on where it was. So it does
 * when the output has got too far ahead, as by gaps for pictures that were only late.
 */
export const jumpLimits = {
  forwardTicks: 3 * mpegTimescale,
  backwardTicks: mpegTimescale / 10,
  leadTicks: mpegTimescale,
} as const;

/** Deviations from the camera's clock below this are left alone, so that jitter does not show in durations. */
const toleratedTicks = (frameTicks: number): number => Math.min(frameTicks / 4, mpegTimescale / 50);

export type VideoTimelineOptions = {
  /** Output time of the first frame. */
  startTicks: number;
  /** Duration of a frame as the stream or the configuration declares it. */
  declaredFrameTicks: number;
};

export class VideoTimeline {
  readonly #frameDuration: FrameDurationEstimator;
  /** Output time = input time + offset. */
  #offsetTicks: number | undefined;
  #lastInputTicks = 0;
  #endTicks: number;

  constructor({ startTicks, declaredFrameTicks }: VideoTimelineOptions) {
    this.#endTicks = startTicks;
    this.#frameDuration = new FrameDurationEstimator(declaredFrameTicks);
  }

  /** What one frame usually lasts; may be fractional. */
  get frameTicks(): number {
    return this.#frameDuration.ticks;
  }

  /** Output time at which the next frame begins. */
  get endTicks(): number {
    return this.#endTicks;
  }

  /** Where a time of the camera's clock lies on the output clock; `undefined` before the first frame. */
  toOutputTicks(inputTicks: number): number | undefined {
    return this.#offsetTicks === undefined ? undefined : inputTicks + this.#offsetTicks;
  }

  /** Where an output time lies on the camera's clock. Call it after the first frame. */
  toInputTicks(outputTicks: number): number {
    return outputTicks - this.#offsetTicks!;
  }

  /** The output went on without this camera, up to here. */
  resumeAt(outputTicks: number): void {
    this.#endTicks = Math.max(this.#endTicks, outputTicks);
  }

  /** Places the next frame in decoding order. */
  place(dtsTicks: number, fit: FitDuration): Placement {
    const isAnchor = this.#isJump(dtsTicks);
    if (isAnchor) this.#offsetTicks = this.#endTicks - dtsTicks;
    else this.#frameDuration.observe(dtsTicks - this.#lastInputTicks);
    this.#lastInputTicks = dtsTicks;

    const { frameTicks } = this;
    const decodeTicks = this.#endTicks;
    const lateByTicks = this.toOutputTicks(dtsTicks)! - decodeTicks;
    const isSteady = Math.abs(lateByTicks) <= toleratedTicks(frameTicks);
    const wantedTicks = Math.round(isSteady ? frameTicks : frameTicks + lateByTicks);
    const shortestTicks = Math.ceil(frameTicks / 2);
    const durationTicks = fit(Math.max(wantedTicks, shortestTicks), frameTicks);
    this.#endTicks += durationTicks;
    return { decodeTicks, durationTicks, isAnchor };
  }

  #isJump(dtsTicks: number): boolean {
    const outputTicks = this.toOutputTicks(dtsTicks);
    if (outputTicks === undefined) return true;
    const stepTicks = dtsTicks - this.#lastInputTicks;
    // The second test ends a lag that durations cannot make up for, as of a camera slower than one frame a part.
    const lagTicks = outputTicks - this.#endTicks;
    return (
      stepTicks < -jumpLimits.backwardTicks ||
      Math.max(stepTicks, lagTicks) > jumpLimits.forwardTicks ||
      -lagTicks > jumpLimits.leadTicks
    );
  }
}
