/**
 * Puts AAC frames on the output clock, in samples of the audio track. A frame lasts 1,024 samples; only when the sum has
 * drifted from the camera's clock by more than a frame, one frame is left out or one is declared longer, so that sound
 * stays within a frame of the picture. Used by the audio track; one per init segment.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import { jumpLimits } from './video-timeline.js';

/** Samples a channel in one AAC frame. */
export const aacFrameSamples = 1024;

export class AudioTimeline {
  readonly #samplesPerSecond: number;
  /** No frame may begin before this. */
  readonly #startSamples: number;
  #endSamples: number | undefined;

  /** @param startTicks output time before which nothing may lie, in ticks of the video clock */
  constructor({ samplesPerSecond, startTicks }: { samplesPerSecond: number; startTicks: number }) {
    this.#samplesPerSecond = samplesPerSecond;
    this.#startSamples = Math.ceil((startTicks * samplesPerSecond) / mpegTimescale);
  }

  /** Output time at which the last frame ended, in ticks of the video clock; 0 before the first frame. */
  get endTicks(): number {
    return Math.ceil(((this.#endSamples ?? 0) * mpegTimescale) / this.#samplesPerSecond);
  }

  /** Where the next frame would go, in ticks of the video clock. */
  get nextTicks(): number {
    return Math.ceil(((this.#endSamples ?? this.#startSamples) * mpegTimescale) / this.#samplesPerSecond);
  }

  /** Where the next frame would end if its presentation time lay at `outputTicks`, in ticks of the video clock. */
  nextEndTicks(outputTicks: number): number {
    const frameTicks = (aacFrameSamples * mpegTimescale) / this.#samplesPerSecond;
    return Math.max(outputTicks, this.nextTicks) + frameTicks;
  }

  /**
   * Places the next frame.
   *
   * @param outputTicks where its presentation time lies on the output clock, in ticks of the video clock
   * @returns `undefined` for a frame that has to be left out: it lies before the start, repeats what is there already, or
   *   belongs to a clock that the video has not followed yet
   */
  place(outputTicks: number): { decodeSamples: number; durationSamples: number } | undefined {
    const wantedSamples = Math.round((outputTicks * this.#samplesPerSecond) / mpegTimescale);
    if (this.#endSamples === undefined && wantedSamples < this.#startSamples) return undefined;
    const decodeSamples = this.#endSamples ?? wantedSamples;
    const lateBySamples = wantedSamples - decodeSamples;
    const maxLateSamples = (jumpLimits.forwardTicks * this.#samplesPerSecond) / mpegTimescale;
    if (lateBySamples < -aacFrameSamples || lateBySamples > maxLateSamples) return undefined;
    const missingSamples = lateBySamples > aacFrameSamples ? lateBySamples : 0;
    const durationSamples = aacFrameSamples + missingSamples;
    this.#endSamples = decodeSamples + durationSamples;
    return { decodeSamples, durationSamples };
  }

  /** Places frames of silence, as many as end before `outputTicks`. */
  fillUntil(outputTicks: number): { decodeSamples: number; frameCount: number } {
    const decodeSamples = this.#endSamples ?? this.#startSamples;
    const missingSamples = Math.floor((outputTicks * this.#samplesPerSecond) / mpegTimescale) - decodeSamples;
    const frameCount = Math.max(0, Math.floor(missingSamples / aacFrameSamples));
    if (frameCount > 0) this.#endSamples = decodeSamples + frameCount * aacFrameSamples;
    return { decodeSamples, frameCount };
  }
}
