/**
 * Turns the access units of one run into fragments, parts and segments: never re-encoded, each made once for all
 * viewers, a video frame as soon as it has come. Made by the live stream for each run, fed by the demuxer.
 */
import type { Logger } from '../log/logger.js';
import type { AccessUnit, AudioAccessUnit, H264Parameters, VideoAccessUnit } from '../mpegts/access-unit.js';
import { mpegTimescale } from '../mpegts/access-unit.js';
import { ArrivalClock } from './arrival-clock.js';
import { AudioTrack } from './audio-track.js';
import type { HlsTargets } from './hls-targets.js';
import { chooseInit } from './init-choice.js';
import type { InitSegment } from './init-segment.js';
import type { MediaOutput } from './media-output.js';
import { writePictureFragment, writeSoundFragment } from './output-fragment.js';
import { type Cut, Segmenter } from './segmenter.js';
import { VideoTimeline } from './video-timeline.js';

/** What the program in the transport stream says it holds. */
export type RunTracks = { hasVideo: boolean; hasAudio: boolean };

/** Where the demuxer writes to. */
export interface RunSink {
  /** Call it before the first access unit. Without it no sound is expected. */
  setTracks(tracks: RunTracks): void;
  write(unit: AccessUnit): void;
  /** Ends the run; what is open is completed. Idempotent, and what is written later is ignored. */
  end(): void;
}

/** Why a keyframe would help now. */
export type KeyframeReason = 'keyframe_overdue' | 'parameters_changed' | 'silence_ended';

/** How far the output of a stream has got. Shared by its runs, which go on where the one before left off, and by gaps. */
export type OutputPosition = { ticks: number; fragmentSequence: number };

export type RunPackagerDeps = {
  output: MediaOutput;
  position: OutputPosition;
  /** Frame rate to expect where the stream itself declares none. */
  framesPerSecond: number;
  /** Promises made to players, by the first run of the stream. */
  targetsFor(frameTicks: number): HlsTargets;
  /** How long the ingest held the media back, such as the latency of SRT. */
  arrivalDelayMs: number;
  /** Epoch milliseconds. */
  now(): number;
  logger: Logger;
  onKeyframeWanted(reason: KeyframeReason): void;
};

/** A video frame and when it was taken, as far as its arrival tells. */
type Arrival = { unit: VideoAccessUnit; takenAtMs: number };

/** How much video may wait for the first sound, so that the init segment can name it; then it goes without. */
const maxSoundWaitTicks = mpegTimescale / 2;
/** How far sound may run ahead while the picture stands still; beyond it sound is dropped. */
const maxSoundLeadTicks = mpegTimescale;
/** As `maxSoundWaitTicks`, in frames and bytes, for a camera whose clock stands still or whose pictures are huge. */
const maxWaitingFrames = 120;
const maxWaitingBytes = 8 * 1024 * 1024;

export class RunPackager implements RunSink {
  readonly #deps: RunPackagerDeps;
  readonly #audio = new AudioTrack();
  readonly #waiting: Arrival[] = [];
  #waitingBytes = 0;
  #isSoundExpected = false;
  #video: { timeline: VideoTimeline; segmenter: Segmenter } | undefined;
  readonly #arrivalClock = new ArrivalClock();
  #init: InitSegment | undefined;
  #wantsKeyframe = false;
  /** Said once a run. */
  #lacksKeyframes = false;
  /** Gaps are being listed; the next keyframe begins a segment. */
  #isInterrupted = false;
  #hasEnded = false;

  constructor(deps: RunPackagerDeps) {
    this.#deps = deps;
  }

  /** How much later the dates of its segments are than what is known by now of when their pictures were taken. */
  get datesLateMs(): number {
    return this.#arrivalClock.lateMs;
  }

  setTracks({ hasAudio }: RunTracks): void {
    this.#isSoundExpected = hasAudio;
  }

  write(unit: AccessUnit): void {
    if (this.#hasEnded) return;
    if (unit.kind === 'video') this.#writeVideo(unit);
    else this.#writeAudio(unit);
  }

  /**
   * The camera is silent and gaps take the place of its pictures: what is open is completed, and the run goes on with its
   * next keyframe, where the output is by then.
   */
  interrupt(): void {
    if (this.#hasEnded || this.#isInterrupted || !this.#init) return;
    this.#isInterrupted = true;
    this.#wantsKeyframe = false;
    this.#deps.output.interrupt();
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#waiting.length = 0;
    const { position, output } = this.#deps;
    position.ticks = Math.max(position.ticks, this.#audio.endTicks);
    if (this.#init && !this.#isInterrupted) output.completeSegment();
    output.end();
  }

  #writeVideo(unit: VideoAccessUnit): void {
    const takenAtMs = this.#deps.now() - this.#deps.arrivalDelayMs;
    if (this.#init) {
      this.#packageVideo({ unit, takenAtMs });
    } else if (this.#waiting.length > 0 || unit.isKeyframe) {
      this.#arrivalClock.observe(unit.dtsTicks, takenAtMs);
      this.#waiting.push({ unit, takenAtMs });
      for (const { length } of unit.nalUnits) this.#waitingBytes += length;
      if (!this.#isWaitingForSound()) this.#packageWaiting();
    }
  }

  #writeAudio(unit: AudioAccessUnit): void {
    this.#audio.write(unit);
    if (this.#waiting.length > 0) this.#packageWaiting();
    else if (this.#video && this.#audio.isFull && !this.#isInterrupted)
      this.#packageAudioAlone(this.#video.timeline);
  }

  #isWaitingForSound(): boolean {
    if (!this.#isSoundExpected || this.#audio.latestParameters) return false;
    const waitedTicks = this.#waiting.at(-1)!.unit.dtsTicks - this.#waiting[0]!.unit.dtsTicks;
    const isFull = this.#waiting.length >= maxWaitingFrames || this.#waitingBytes >= maxWaitingBytes;
    return waitedTicks < maxSoundWaitTicks && !isFull;
  }

  #packageWaiting(): void {
    for (const arrival of this.#waiting.splice(0)) this.#packageVideo(arrival);
  }

  #packageVideo({ unit, takenAtMs }: Arrival): void {
    const { isKeyframe } = unit;
    if (this.#isInterrupted && !isKeyframe) {
      this.#wantKeyframe('silence_ended');
      return;
    }
    const sound = this.#isSoundExpected ? this.#audio.latestParameters : undefined;
    const init = chooseInit({ unit, sound, current: this.#init });
    if (!init) {
      this.#wantKeyframe('parameters_changed');
      return;
    }
    const { timeline, segmenter } = this.#openVideo(unit.parameters);
    const { frameTicks } = timeline;
    const needsNewInit = init !== this.#init;
    const mustCut = needsNewInit || this.#isInterrupted;
    const cut = segmenter.cutBefore({ isKeyframe, mustCut, frameTicks });
    this.#completeBefore(cut);
    if (mustCut) timeline.resumeAt(this.#deps.position.ticks);

    const placement = timeline.place(unit.dtsTicks, (wantedTicks, usualTicks) =>
      segmenter.fit(wantedTicks, { isKeyframe, frameTicks: usualTicks }),
    );
    const { decodeTicks, durationTicks } = placement;
    if (placement.isAnchor && this.#init) {
      this.#deps.logger.warn({}, "the camera's clock jumped; its stream goes on where it was");
      this.#arrivalClock.reset();
    }
    this.#arrivalClock.observe(unit.dtsTicks, takenAtMs);
    const beginsSegment = cut === 'segment' || cut === 'segment-without-keyframe';
    if (beginsSegment || placement.isAnchor) this.#arrivalClock.correct();
    const dateMs = this.#arrivalClock.dateOf(timeline.toInputTicks(decodeTicks));

    if (mustCut) this.#audio.begin(decodeTicks, init.parameters.audio);
    this.#init = init;
    this.#isInterrupted = false;
    if (beginsSegment) {
      this.#deps.output.beginSegment({ init, programDateTimeMs: dateMs });
      this.#wantsKeyframe = false;
    }
    const { position, output } = this.#deps;
    output.addFragment(
      writePictureFragment({
        unit,
        sequence: position.fragmentSequence++,
        audio: this.#audio.take((inputTicks) => timeline.toOutputTicks(inputTicks)),
        decodeTicks,
        durationTicks,
        takenAtMs: this.#arrivalClock.bestDateOf(timeline.toInputTicks(decodeTicks)),
      }),
    );
    position.ticks = timeline.endTicks;
    if (segmenter.add(durationTicks, { isKeyframe, frameTicks: timeline.frameTicks })) {
      this.#deps.output.completePart();
    }
    if (segmenter.isKeyframeOverdue) this.#wantKeyframe('keyframe_overdue');
  }

  /** Sound goes on while the picture stands still; it rides in the open part, whose duration the video alone makes. */
  #packageAudioAlone(timeline: VideoTimeline): void {
    if (this.#audio.endTicks - timeline.endTicks > maxSoundLeadTicks) return;
    const audio = this.#audio.take((inputTicks) => timeline.toOutputTicks(inputTicks));
    if (!audio) return;
    const sequence = this.#deps.position.fragmentSequence++;
    this.#deps.output.addFragment(writeSoundFragment({ sequence, audio }));
  }

  #openVideo(parameters: H264Parameters): { timeline: VideoTimeline; segmenter: Segmenter } {
    if (this.#video) return this.#video;
    const declaredFrameTicks = mpegTimescale / (parameters.framesPerSecond ?? this.#deps.framesPerSecond);
    if (this.#isSoundExpected && !this.#audio.latestParameters) {
      const facts = { waitedMs: (maxSoundWaitTicks * 1000) / mpegTimescale };
      this.#deps.logger.warn(facts, 'the camera announces sound but sends none; this run goes on without');
    }
    this.#video = {
      timeline: new VideoTimeline({ startTicks: this.#deps.position.ticks, declaredFrameTicks }),
      segmenter: new Segmenter(this.#deps.targetsFor(declaredFrameTicks)),
    };
    return this.#video;
  }

  #completeBefore(cut: Cut): void {
    if (cut === 'part') this.#deps.output.completePart();
    else if (cut !== 'none' && this.#init && !this.#isInterrupted) this.#deps.output.completeSegment();
    if (cut !== 'segment-without-keyframe' || this.#lacksKeyframes) return;
    this.#lacksKeyframes = true;
    const { logger } = this.#deps;
    logger.warn({}, 'segments end without a keyframe; set keyframeIntervalMs to what the camera does');
  }

  /** Says so once a segment. */
  #wantKeyframe(reason: KeyframeReason): void {
    if (this.#wantsKeyframe) return;
    this.#wantsKeyframe = true;
    this.#deps.logger.debug({ reason }, 'a keyframe is wanted');
    this.#deps.onKeyframeWanted(reason);
  }
}
