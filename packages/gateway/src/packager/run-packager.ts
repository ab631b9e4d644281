/**
 * Turns the access units of one run into fragments, parts and segments: never re-encoded, each made once for all
 * viewers, a video frame as soon as it has come. Made by the live stream for each run, fed by the demuxer.
 */
import type { Logger } from '../log/logger.js';
import type { AccessUnit, AudioAccessUnit, H264Parameters, VideoAccessUnit } from '../mpegts/access-unit.js';
import { mpegTimescale } from '../mpegts/access-unit.js';
import { ArrivalClock } from './arrival-clock.js';
import { AudioTrack } from './audio-track.js';
import type { AudioSamples } from './fragment.js';
import type { HlsTargets } from './hls-targets.js';
import { chooseInit } from './init-choice.js';
import type { InitSegment } from './init-segment.js';
import type { MediaOutput } from './media-output.js';
import { writePictureFragment, writeSoundFragment } from './output-fragment.js';
import type { RunSink, RunTracks } from './run-sink.js';
import { type Cut, Segmenter } from './segmenter.js';
import { VideoTimeline } from './video-timeline.js';
import { type Arrival, maxSoundWaitTicks, WaitingVideo } from './waiting-video.js';

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

/** How far sound may run ahead while the picture stands still; beyond it sound is dropped. */
const maxSoundLeadTicks = mpegTimescale;

export class RunPackager implements RunSink {
  readonly #deps: RunPackagerDeps;
  readonly #audio = new AudioTrack();
  readonly #waiting = new WaitingVideo();
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
  #lastPictureAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: RunPackagerDeps) {
    this.#deps = deps;
  }

  /** How much later the dates of its segments are than what is known by now of when their pictures were taken. */
  get datesLateMs(): number {
    return this.#arrivalClock.lateMs;
  }

  get lastPictureAtMs(): number {
    return this.#lastPictureAtMs;
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
    this.#packageLastSound();
    this.#deps.output.interrupt();
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#waiting.take();
    const { position, output } = this.#deps;
    if (!this.#isInterrupted) this.#packageLastSound();
    position.ticks = Math.max(position.ticks, this.#audio.endTicks);
    if (this.#init && !this.#isInterrupted) output.completeSegment();
    output.end();
  }

  #writeVideo(unit: VideoAccessUnit): void {
    const takenAtMs = this.#deps.now() - this.#deps.arrivalDelayMs;
    if (this.#init) {
      this.#packageVideo({ unit, takenAtMs });
    } else if (!this.#waiting.isEmpty || unit.isKeyframe) {
      this.#arrivalClock.observe(unit.dtsTicks, takenAtMs);
      this.#waiting.add({ unit, takenAtMs });
      const needsSound = this.#isSoundExpected && !this.#audio.latestParameters;
      if (!needsSound || this.#waiting.isFull) this.#packageWaiting();
    }
  }

  #writeAudio(unit: AudioAccessUnit): void {
    this.#audio.write(unit);
    if (!this.#waiting.isEmpty) this.#packageWaiting();
    else if (this.#video && this.#audio.isFull && !this.#isInterrupted)
      this.#packageAudioAlone(this.#video.timeline);
  }

  #packageWaiting(): void {
    for (const arrival of this.#waiting.take()) this.#packageVideo(arrival);
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
    const mustCut = init !== this.#init || this.#isInterrupted;
    const cut = segmenter.cutBefore({ isKeyframe, mustCut, frameTicks });
    this.#completeBefore(cut);
    if (mustCut) timeline.resumeAt(this.#deps.position.ticks);
    const expectedTicks = this.#init && timeline.toInputTicks(timeline.endTicks);
    const placement = timeline.place(unit.dtsTicks, (wantedTicks, usualTicks) =>
      segmenter.fit(wantedTicks, { isKeyframe, frameTicks: usualTicks }),
    );
    const { decodeTicks, durationTicks } = placement;
    if (placement.isAnchor && expectedTicks !== undefined) {
      this.#deps.logger.warn({}, "the camera's clock jumped; its stream goes on where it was");
      // Only behind a gap or a discontinuity dates may begin anew (RFC 8216bis §6.2.1).
      if (mustCut) this.#arrivalClock.reset();
      else this.#arrivalClock.jump(timeline.toInputTicks(decodeTicks) - expectedTicks);
    }
    this.#arrivalClock.observe(unit.dtsTicks, takenAtMs);
    const beginsSegment = cut === 'segment' || cut === 'segment-without-keyframe';
    if (beginsSegment) this.#arrivalClock.correct();
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
        audio: this.#audio.take(timeline, decodeTicks),
        decodeTicks,
        durationTicks,
        takenAtMs: this.#arrivalClock.bestDateOf(timeline.toInputTicks(decodeTicks)),
      }),
    );
    position.ticks = timeline.endTicks;
    this.#lastPictureAtMs = performance.now();
    if (segmenter.add(durationTicks, { isKeyframe, frameTicks: timeline.frameTicks })) {
      this.#deps.output.completePart();
    }
    if (segmenter.isKeyframeOverdue) this.#wantKeyframe('keyframe_overdue');
  }

  /** Sound goes on while the picture stands still; it rides in the open part, whose duration the video alone makes. */
  #packageAudioAlone(timeline: VideoTimeline): void {
    if (this.#audio.endTicks - timeline.endTicks > maxSoundLeadTicks) return;
    this.#addSound(this.#audio.take(timeline, timeline.endTicks));
  }

  /** What goes with the last picture. A part of sound alone would have no duration, so it needs one that is open. */
  #packageLastSound(): void {
    if (!this.#video?.segmenter.isPartOpen) return;
    const { timeline } = this.#video;
    this.#addSound(this.#audio.takeLast(timeline, timeline.endTicks));
  }

  #addSound(audio: AudioSamples | undefined): void {
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
