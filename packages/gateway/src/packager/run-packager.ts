/**
 * Turns the access units of one run into fragments, parts and segments: never re-encoded, each made once for all
 * viewers, a video frame as soon as it has come. Made by the live stream for each run, fed by the demuxer.
 */
import type { Logger } from '../log/logger.js';
import type { AccessUnit, AudioAccessUnit, H264Parameters, VideoAccessUnit } from '../mpegts/access-unit.js';
import { mpegTimescale } from '../mpegts/access-unit.js';
import { AudioTrack, haveEqualAudio } from './audio-track.js';
import { writeFragment } from './fragment.js';
import type { HlsTargets } from './hls-targets.js';
import { type InitSegment, writeInitSegment } from './init-segment.js';
import type { MediaOutput } from './media-output.js';
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
export type KeyframeReason = 'keyframe_overdue' | 'parameters_changed';

/** Where a run leaves off and the next one goes on. */
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

/** A video frame and when it came. */
type Arrival = { unit: VideoAccessUnit; arrivedAtMs: number };

/** How much video may wait for the first sound, so that the init segment can name it; then it goes without. */
const maxSoundWaitTicks = mpegTimescale / 2;
/** How far sound may run ahead while the picture stands still; beyond it sound is dropped. */
const maxSoundLeadTicks = mpegTimescale;
/** As `maxSoundWaitTicks`, in frames, for a camera whose clock stands still. */
const maxWaitingFrames = 120;

export class RunPackager implements RunSink {
  readonly #deps: RunPackagerDeps;
  readonly #audio = new AudioTrack();
  readonly #waiting: Arrival[] = [];
  #isSoundExpected = false;
  #video: { timeline: VideoTimeline; segmenter: Segmenter } | undefined;
  #init: InitSegment | undefined;
  /** Ties the output clock to the wall clock. */
  #anchor = { ticks: 0, atMs: 0 };
  #fragmentSequence: number;
  #wantsKeyframe = false;
  #hasEnded = false;

  constructor(deps: RunPackagerDeps) {
    this.#deps = deps;
    this.#fragmentSequence = deps.position.fragmentSequence;
  }

  /** Where the next run has to go on. */
  get position(): OutputPosition {
    const videoEndTicks = this.#video?.timeline.endTicks ?? this.#deps.position.ticks;
    const ticks = Math.max(videoEndTicks, this.#audio.endTicks);
    return { ticks, fragmentSequence: this.#fragmentSequence };
  }

  setTracks({ hasAudio }: RunTracks): void {
    this.#isSoundExpected = hasAudio;
  }

  write(unit: AccessUnit): void {
    if (this.#hasEnded) return;
    if (unit.kind === 'video') this.#writeVideo({ unit, arrivedAtMs: this.#deps.now() });
    else this.#writeAudio(unit);
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#waiting.length = 0;
    if (this.#init) this.#deps.output.completeSegment();
  }

  #writeVideo(arrival: Arrival): void {
    if (this.#init) {
      this.#packageVideo(arrival);
    } else if (this.#waiting.length > 0 || arrival.unit.isKeyframe) {
      this.#waiting.push(arrival);
      if (!this.#isWaitingForSound()) this.#packageWaiting();
    }
  }

  #writeAudio(unit: AudioAccessUnit): void {
    this.#audio.write(unit);
    if (this.#waiting.length > 0) this.#packageWaiting();
    else if (this.#video && this.#audio.isFull) this.#packageAudioAlone(this.#video.timeline);
  }

  #isWaitingForSound(): boolean {
    if (!this.#isSoundExpected || this.#audio.latestParameters) return false;
    const waitedTicks = this.#waiting.at(-1)!.unit.dtsTicks - this.#waiting[0]!.unit.dtsTicks;
    return waitedTicks < maxSoundWaitTicks && this.#waiting.length < maxWaitingFrames;
  }

  #packageWaiting(): void {
    for (const arrival of this.#waiting.splice(0)) this.#packageVideo(arrival);
  }

  #packageVideo({ unit, arrivedAtMs }: Arrival): void {
    const { isKeyframe } = unit;
    const init = this.#initFor(unit);
    if (!init) return;
    const { timeline, segmenter } = this.#openVideo(unit.parameters);
    const { frameTicks } = timeline;
    const needsNewInit = init !== this.#init;
    const cut = segmenter.cutBefore({ isKeyframe, needsNewInit, frameTicks });
    this.#completeBefore(cut);

    const placement = timeline.place(unit.dtsTicks, (wantedTicks, usualTicks) =>
      segmenter.fit(wantedTicks, { isKeyframe, frameTicks: usualTicks }),
    );
    const { decodeTicks, durationTicks } = placement;
    if (placement.isAnchor) {
      if (this.#init)
        this.#deps.logger.warn({}, "the camera's clock jumped; its stream goes on where it was");
      this.#anchor = { ticks: decodeTicks, atMs: arrivedAtMs - this.#deps.arrivalDelayMs };
    }
    if (needsNewInit) this.#audio.begin(decodeTicks, init.parameters.audio);
    this.#init = init;
    if (cut === 'segment' || cut === 'segment-without-keyframe') {
      const elapsedMs = ((decodeTicks - this.#anchor.ticks) * 1000) / mpegTimescale;
      this.#deps.output.beginSegment({ init, programDateTimeMs: this.#anchor.atMs + elapsedMs });
      this.#wantsKeyframe = false;
    }

    const compositionOffsetTicks = Math.max(0, unit.ptsTicks - unit.dtsTicks);
    const video = { nalUnits: unit.nalUnits, decodeTicks, durationTicks, compositionOffsetTicks, isKeyframe };
    const audio = this.#audio.take((inputTicks) => timeline.toOutputTicks(inputTicks));
    const bytes = writeFragment({ sequence: this.#fragmentSequence++, video, audio });
    this.#deps.output.addFragment({ bytes, durationTicks, isKeyframe });
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
    const bytes = writeFragment({ sequence: this.#fragmentSequence++, video: undefined, audio });
    this.#deps.output.addFragment({ bytes, durationTicks: 0, isKeyframe: false });
  }

  /**
   * The init segment that a frame needs: the one in force, or a new one where parameters changed at a keyframe.
   * `undefined` for a frame that no init segment fits; a decoder given such a frame may fail for good.
   */
  #initFor(unit: VideoAccessUnit): InitSegment | undefined {
    const init = this.#init;
    const audio = this.#audioFor(init);
    if (init && haveEqualVideo(unit.parameters, init.parameters.video)) {
      if (!unit.isKeyframe || audio === init.parameters.audio) return init;
    } else if (!unit.isKeyframe) {
      this.#wantKeyframe('parameters_changed');
      return undefined;
    }
    return writeInitSegment({ video: unit.parameters, audio });
  }

  #audioFor(init: InitSegment | undefined): InitSegment['parameters']['audio'] {
    const latest = this.#audio.latestParameters;
    if (!init) return this.#isSoundExpected ? latest : undefined;
    const current = init.parameters.audio;
    // A player's source buffer cannot gain or lose a track, so sound that comes too late waits for the next run.
    if (!current || !latest || haveEqualAudio(current, latest)) return current;
    return latest;
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
    else if (cut !== 'none' && this.#init) this.#deps.output.completeSegment();
  }

  /** Says so once a segment. */
  #wantKeyframe(reason: KeyframeReason): void {
    if (this.#wantsKeyframe) return;
    this.#wantsKeyframe = true;
    this.#deps.logger.debug({ reason }, 'a keyframe is wanted');
    this.#deps.onKeyframeWanted(reason);
  }
}

function haveEqualVideo(a: H264Parameters, b: H264Parameters): boolean {
  return a === b || (a.sps.equals(b.sps) && a.pps.equals(b.pps));
}
