/**
 * The sound of one run on its way into fragments: frames wait here for the next video frame, and are then put on the
 * output clock. Used by the run packager.
 */
import { type AacParameters, type AudioAccessUnit, mpegTimescale } from '../mpegts/access-unit.js';
import { AudioTimeline, aacFrameSamples } from './audio-timeline.js';
import type { AudioSamples } from './fragment.js';
import { silentFrameFor } from './silent-sound.js';
import { jumpLimits } from './video-timeline.js';

/** Frames that may wait for a video frame, about a third of a second; the oldest goes first. */
const maxWaitingFrames = 16;
/** Sound that is further behind the picture than this is taken for gone, and silence takes its place. */
const maxLagTicks = mpegTimescale / 2;
/** How far behind the picture silence ends: where sound comes back, little of it has to be left out. */
const silenceLagTicks = mpegTimescale / 5;

/** Ties the clock of a camera to that of the output. */
export type OutputClock = {
  /** Where a time of the camera's clock lies on the output clock; `undefined` before the first picture. */
  toOutputTicks(inputTicks: number): number | undefined;
};

export class AudioTrack {
  readonly #waiting: AudioAccessUnit[] = [];
  #timeline: AudioTimeline | undefined;
  #parameters: AacParameters | undefined;
  #latestParameters: AacParameters | undefined;
  #droppedFrameCount = 0;

  /** What the newest frame needs a decoder to know; `undefined` until sound has come. */
  get latestParameters(): AacParameters | undefined {
    return this.#latestParameters;
  }

  /** So many frames wait that they should not wait any longer for a video frame. */
  get isFull(): boolean {
    return this.#waiting.length >= maxWaitingFrames;
  }

  /** Where its sound ends on the output clock, in ticks of the video clock; 0 without sound. */
  get endTicks(): number {
    return this.#timeline?.endTicks ?? 0;
  }

  /** Frames left out because they did not fit the clock or came before the first picture. */
  get droppedFrameCount(): number {
    return this.#droppedFrameCount;
  }

  write(unit: AudioAccessUnit): void {
    this.#latestParameters = unit.parameters;
    this.#waiting.push(unit);
    if (this.#waiting.length <= maxWaitingFrames) return;
    this.#waiting.shift();
    this.#droppedFrameCount += 1;
  }

  /**
   * Begins the sound of an init segment.
   *
   * @param startTicks output time before which no sound may lie, in ticks of the video clock
   * @param parameters those in the init segment; frames that need others are left out. `undefined`: there is no sound
   */
  begin(startTicks: number, parameters: AacParameters | undefined): void {
    const soundEndTicks = Math.max(startTicks, this.endTicks);
    this.#parameters = parameters;
    this.#timeline =
      parameters &&
      new AudioTimeline({ samplesPerSecond: parameters.samplesPerSecond, startTicks: soundEndTicks });
  }

  /**
   * Takes the waiting frames.
   *
   * @param pictureTicks where the picture lies that the frames go with, on the output clock
   * @returns `undefined` if there is nothing to put into a fragment
   */
  take(clock: OutputClock, pictureTicks: number): AudioSamples | undefined {
    const units = this.#waiting.splice(0);
    const frames: { data: Buffer; durationSamples: number }[] = [];
    let startSamples: number | undefined;
    for (const { data, ptsTicks, parameters } of units) {
      const outputTicks = clock.toOutputTicks(ptsTicks);
      const isDecodable = this.#parameters !== undefined && haveEqualAudio(parameters, this.#parameters);
      // One that is far ahead of its picture was taken before the clock of the camera jumped back.
      const isOfThisClock =
        outputTicks !== undefined && outputTicks - pictureTicks <= jumpLimits.forwardTicks;
      const placement = isDecodable && isOfThisClock ? this.#timeline?.place(outputTicks) : undefined;
      if (!placement) {
        this.#droppedFrameCount += 1;
        continue;
      }
      startSamples ??= placement.decodeSamples;
      frames.push({ data, durationSamples: placement.durationSamples });
    }
    if (startSamples !== undefined) return { decodeSamples: startSamples, frames };
    const isGone = this.#timeline && pictureTicks - this.#timeline.nextTicks >= maxLagTicks;
    return isGone ? this.#takeSilence(pictureTicks - silenceLagTicks) : undefined;
  }

  /**
   * Takes the sound of the last picture, and silence for what is missing until that ends: a hole in one track is one in
   * both to a player, and what comes with a picture is the sound before it.
   *
   * @param pictureEndTicks where the last picture ends on the output clock; sound that ends later is left out
   */
  takeLast(clock: OutputClock, pictureEndTicks: number): AudioSamples | undefined {
    const toOutputTicks = (inputTicks: number) => {
      const outputTicks = clock.toOutputTicks(inputTicks);
      if (outputTicks === undefined || !this.#timeline) return undefined;
      return this.#timeline.nextEndTicks(outputTicks) <= pictureEndTicks ? outputTicks : undefined;
    };
    const sound = this.take({ toOutputTicks }, pictureEndTicks);
    const silence = this.#takeSilence(pictureEndTicks);
    if (!sound || !silence) return sound ?? silence;
    return { decodeSamples: sound.decodeSamples, frames: [...sound.frames, ...silence.frames] };
  }

  #takeSilence(untilTicks: number): AudioSamples | undefined {
    const data = this.#parameters && silentFrameFor(this.#parameters);
    if (!data || !this.#timeline) return undefined;
    const { decodeSamples, frameCount } = this.#timeline.fillUntil(untilTicks);
    const frames = Array.from({ length: frameCount }, () => ({ data, durationSamples: aacFrameSamples }));
    return frameCount === 0 ? undefined : { decodeSamples, frames };
  }
}

/** Whether one decoder set-up serves both. */
export function haveEqualAudio(a: AacParameters, b: AacParameters): boolean {
  return a === b || a.audioSpecificConfig.equals(b.audioSpecificConfig);
}
