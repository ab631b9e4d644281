/**
 * What the viewers of one camera see: segments and parts in memory, from the first session to the last, across the
 * camera's runs. One per camera while it is watched. Runs write into it, routes read from it.
 */
import type { VideoSettings } from '@rpi-live-camera/protocol';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import { mpegTimescale } from '../mpegts/access-unit.js';
import {
  chooseTargetDuration,
  chooseTargets,
  type HlsSettings,
  type HlsTargets,
} from '../packager/hls-targets.js';
import { type KeyframeReason, type OutputPosition, RunPackager } from '../packager/run-packager.js';
import type { RunSink } from '../packager/run-sink.js';
import { boundRun, type RunOptions } from './bounded-run.js';
import { FragmentFeed } from './fragment-feed.js';
import { PartTiming } from './part-timing.js';
import { createRunOutput } from './run-output.js';
import { SegmentFeed } from './segment-feed.js';
import { defaultMaxStreamBytes, leadInCount, SegmentRing } from './segment-ring.js';
import type { SentBytes } from './sent-bytes.js';
import { SilenceWatch } from './silence-watch.js';
import { StreamPast, type TimeShiftSource } from './stream-past.js';
import { describeWindow, type StreamWindow } from './stream-window.js';
import { Waiters, type WaitOptions } from './waiters.js';

export type LiveStreamDeps = {
  hls: HlsSettings;
  /** What the camera was asked for; the stream itself overrules it. */
  video: Pick<VideoSettings, 'framesPerSecond' | 'keyframeIntervalMs'>;
  logger: Logger;
  /** Media held at most; beyond it the oldest segment goes first, then the run is ended. @default 64 MiB */
  maxBytes?: number;
  /** How far back it can be watched. @default what `hls.windowMs` lists */
  timeShift?: TimeShiftSource | undefined;
  /** Epoch milliseconds. @default Date.now */
  now?(): number;
  /** Where what viewers are given is counted. @default a count of its own */
  sent?: SentBytes;
  /** A part is ready; `jitterMs`: how far the time since the one before it, of the same run, is from its duration. */
  onPart?(jitterMs: number): void;
  /** Called once a run: its first part, which a player can begin at, is listed. */
  onReady(): void;
  /** A keyframe would let a segment end, or let pictures go on. At most once a segment. */
  onKeyframeWanted(reason: KeyframeReason): void;
};

export type LiveStreamStats = {
  /** Segments with media, listed or still downloadable. */
  segmentCount: number;
  heldBytes: number;
  /** Media sequence number of the newest segment; -1 before the first. */
  newestSequence: number;
  /** Epoch milliseconds; `undefined` before the first part. */
  lastPartAtMs: number | undefined;
  /** Requests that wait for something new. */
  waiterCount: number;
};

export class LiveStream {
  /** Each fragment as it is made. */
  readonly feed: FragmentFeed;
  /** Each segment as it is completed. */
  readonly segments = new SegmentFeed();
  /** Its media that storage has. */
  readonly past: StreamPast;
  /** EXT-X-TARGETDURATION; known before the first frame. */
  readonly targetDurationSeconds: number;
  readonly #deps: LiveStreamDeps;
  readonly #now: () => number;
  readonly #ring: SegmentRing;
  readonly #waiters = new Waiters();
  readonly #partTiming: PartTiming;
  readonly #silence = new SilenceWatch({ onMissing: (count) => this.#fillGap(count) });
  /** The clock of the media is that of the playlist, which begins with gaps. */
  readonly #position: OutputPosition;
  #targets: HlsTargets | undefined;
  #run: RunPackager | undefined;
  #window: StreamWindow | undefined;
  #version = 0;
  #lastPartAtMs: number | undefined;
  #ingestDelayMs = 0;
  #isClosed = false;

  constructor(deps: LiveStreamDeps) {
    this.#deps = deps;
    this.#now = deps.now ?? Date.now;
    this.feed = new FragmentFeed({ sent: deps.sent });
    this.#partTiming = new PartTiming(deps.onPart);
    this.targetDurationSeconds = chooseTargetDuration(deps.hls, deps.video);
    const segmentTicks = toTicks(deps.hls.segmentMs);
    this.#position = { ticks: leadInCount * segmentTicks, fragmentSequence: 1 };
    this.#ring = new SegmentRing({
      windowTicks: toTicks(Math.max(deps.hls.windowMs, deps.timeShift?.windowMs ?? 0)),
      heldTicks: toTicks(2 * deps.hls.windowMs),
      targetDurationSeconds: this.targetDurationSeconds,
      segmentTicks,
      maxBytes: deps.maxBytes ?? defaultMaxStreamBytes,
      onComplete: (segment) => this.segments.push(segment),
      onRoomMade: () => this.#onChange(),
    });
    const onChange = (): void => this.#onChange();
    this.past = new StreamPast({ ring: this.#ring, timeShift: deps.timeShift, onChange });
  }

  /** One independent part is listed. */
  get isReady(): boolean {
    return this.window !== undefined;
  }

  /** RFC 6381 codecs of the newest segment, such as `avc1.42c01e,mp4a.40.2`; `undefined` before it is ready. */
  get codecs(): string | undefined {
    return this.window?.segments.at(-1)?.init.codecs;
  }

  /** How long the ingest of the newest run holds pictures back, on purpose. */
  get ingestDelayMs(): number {
    return this.#ingestDelayMs;
  }

  /** How much later the newest dates of the playlist are than what is known by now of when the pictures were taken. */
  get datesLateMs(): number {
    return this.#run?.datesLateMs ?? 0;
  }

  /** What a playlist says now; `undefined` before the stream is ready. The same object until something changes. */
  get window(): StreamWindow | undefined {
    if (this.#window?.version === this.#version) return this.#window;
    this.#window = describeWindow({ ring: this.#ring, targets: this.#targets, version: this.#version });
    return this.#window;
  }

  /** A complete init segment, part or segment in memory by its name. */
  find(name: string): Buffer | undefined {
    return this.#ring.find(name);
  }

  /** Resolves when the stream is ready. @throws as `waitUntil` */
  whenReady(signal?: AbortSignal): Promise<void> {
    return this.waitUntil(() => this.isReady, signal ? { signal } : {});
  }

  /**
   * Resolves as soon as the condition holds; it is looked at after each change.
   *
   * @throws the signal's reason; what `close` was given; GatewayError `stream_not_ready` after `timeoutMs`
   */
  waitUntil(isMet: () => boolean, options?: WaitOptions): Promise<void> {
    return this.#waiters.wait(isMet, options);
  }

  /** Begins a run; one that has not ended yet is ended. Output times, names and numbers go on where they were. */
  beginRun({ arrivalDelayMs, onOverfull = () => {}, logger = this.#deps.logger }: RunOptions): RunSink {
    const { video, onKeyframeWanted } = this.#deps;
    this.#run?.end();
    this.#ingestDelayMs = arrivalDelayMs;
    this.#partTiming.interrupt();
    let isOverfull = false;
    const run = new RunPackager({
      output: createRunOutput({
        ring: this.#ring,
        feed: this.feed,
        partTicks: () => this.#targets!.partTargetTicks,
        onPicture: () => this.#silence.heard((this.#targets!.partTargetTicks * 1000) / mpegTimescale),
        onPart: (durationTicks) => this.#onPart(durationTicks),
        onReady: this.#deps.onReady,
        onOverfull: () => {
          isOverfull = true;
        },
        onChange: () => this.#onChange(),
      }),
      position: this.#position,
      framesPerSecond: video.framesPerSecond,
      targetsFor: (frameTicks) => {
        this.#targets ??= chooseTargets(this.#deps.hls, video, frameTicks);
        return this.#targets;
      },
      arrivalDelayMs,
      now: this.#now,
      logger,
      onKeyframeWanted,
    });
    if (this.#isClosed) run.end();
    else this.#run = run;
    return boundRun({ run, isOverfull: () => isOverfull, onOverfull });
  }

  stats(): LiveStreamStats {
    return {
      segmentCount: this.#ring.segmentCount,
      heldBytes: this.#ring.heldBytes,
      newestSequence: this.window?.segments.at(-1)?.sequence ?? -1,
      lastPartAtMs: this.#lastPartAtMs,
      waiterCount: this.#waiters.size,
    };
  }

  /**
   * Ends the run, lets go whoever waits and frees every segment. Idempotent.
   *
   * @param reason what waits end with; default: GatewayError `not_found`
   */
  close(reason: Error = new GatewayError('not_found', 'The stream has ended. Ask for a new session.')): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#run?.end();
    this.segments.end();
    this.#silence.close();
    this.#waiters.close(reason);
    this.#ring.clear();
    this.past.clear();
    this.feed.clear();
    this.#version += 1;
  }

  #onPart(durationTicks: number): void {
    this.#partTiming.ready(durationTicks);
    this.#lastPartAtMs = this.#now();
    this.#onChange();
  }

  /** Lists gap parts in place of those that the camera did not bring (RFC 8216bis §4.4.4.7, §4.4.4.9). */
  #fillGap(partCount: number): void {
    const { partTargetTicks } = this.#targets!;
    this.#run?.interrupt();
    this.#partTiming.interrupt();
    for (let count = 0; count < partCount; count++) {
      this.#ring.addGapPart(this.#position.ticks, partTargetTicks);
      this.#position.ticks += partTargetTicks;
    }
    this.#onChange();
  }

  #onChange(): void {
    this.#version += 1;
    this.#waiters.check();
  }
}

function toTicks(ms: number): number {
  return (ms * mpegTimescale) / 1000;
}
