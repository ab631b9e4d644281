/**
 * How long one frame of a camera lasts. Says what the camera declared until the frames themselves tell otherwise. Used
 * by the video timeline, which has to give each frame a duration before the next one has come.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';

/** Steps remembered: two seconds at 30 frames a second; the oldest goes first. */
const maxSteps = 60;
/** Steps needed before what is measured counts. */
const minSteps = 16;
/** Steps further from the median than this share of it are gaps or jitter, not the frame rate. */
const maxDeviation = 0.25;
/** A declared duration this near to the measured one is kept, so that a steady camera gets uniform durations. */
const declaredTolerance = 0.002;
/** Of 300 frames a second. A clock that hardly moves would otherwise make parts and segments without number. */
const shortestTicks = mpegTimescale / 300;

export class FrameDurationEstimator {
  readonly #declaredTicks: number;
  readonly #steps: number[] = [];
  #ticks: number;

  /** @param declaredTicks from the stream's own timing information, else from the configured frame rate */
  constructor(declaredTicks: number) {
    this.#declaredTicks = declaredTicks;
    this.#ticks = declaredTicks;
  }

  /** Duration of a frame in ticks; may be fractional. */
  get ticks(): number {
    return this.#ticks;
  }

  /** @param stepTicks decoding time of a frame minus that of the one before it */
  observe(stepTicks: number): void {
    if (stepTicks <= 0) return;
    this.#steps.push(stepTicks);
    if (this.#steps.length > maxSteps) this.#steps.shift();
    if (this.#steps.length < minSteps) return;
    const measuredTicks = Math.max(typicalStep(this.#steps), shortestTicks);
    const deviation = Math.abs(measuredTicks - this.#declaredTicks) / this.#declaredTicks;
    this.#ticks = deviation <= declaredTolerance ? this.#declaredTicks : measuredTicks;
  }
}

/** The mean of the steps near the median: blind to lost frames, and exact where a camera's clock counts in whole milliseconds. */
function typicalStep(steps: readonly number[]): number {
  const sorted = steps.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const near = sorted.filter((step) => Math.abs(step - median) <= median * maxDeviation);
  return near.reduce((total, step) => total + step, 0) / near.length;
}
