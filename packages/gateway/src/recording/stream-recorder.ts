/**
 * Records a stream from now on until it is told to stop or the stream ends: takes references to segments as they are
 * completed and writes them one after another, away from the live path. When the storage is slower than the camera for so
 * long that the queue is full, the recording ends; live video never waits. Made by the camera's recorder.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { LiveStream } from '../store/live-stream.js';
import type { Segment } from '../store/segment.js';
import type { RecordingEndReason } from './index-lines.js';
import { endOf } from './recording-summary.js';
import type { Joint, SegmentWriter, WriterSource } from './segment-writer.js';
import { toStorageError } from './storage-error.js';

type TimedWriter = SegmentWriter<{ startedAtMs: number }>;

export type StreamRecorderDeps<Writer extends TimedWriter = TimedWriter> = {
  cameraId: string;
  live: Pick<LiveStream, 'segments' | 'targetDurationSeconds' | 'past'>;
  catalog: WriterSource<Writer>;
  /** A longer recording goes on in the next. */
  maxDurationMs: number;
  /** So does a larger one. @default no size is too large */
  maxBytes?: number;
  /** Whether somebody else keeps a segment: the recording ends before it. @default nobody does */
  isKeptElsewhere?(segment: Segment): boolean;
  /** Segments that wait for the storage. @default 32 MiB */
  maxQueuedBytes?: number;
  /** What the storage may take for the end of a recording. @default 10 s */
  finishWithinMs?: number;
  /** Told the first time that something of a recording is kept. */
  onBegun(recording: NonNullable<Writer['summary']>): void;
  /** @default nobody counts */
  onWritten?(byteLength: number): void;
};

export interface StreamRecorder {
  /**
   * Resolves when all is written and closed. A storage that hangs is not waited for: what it holds is finished when it goes on.
   *
   * @throws GatewayError why it had to end
   */
  readonly done: Promise<void>;
  /** A recording goes on: not in a silence that has ended one. */
  readonly isRecording: boolean;
  /** Whether it keeps a segment that is completed next. */
  takes(segment: Segment): boolean;
  /** What has been taken until the end of the segment that is open now will be kept. Idempotent. */
  stop(): void;
}

/** Some 12 s at 20 Mbit/s, in references to what the stream holds anyway. */
const defaultMaxQueuedBytes = 32 * 1024 * 1024;
/** How long the storage may take for what waits for it when a recording ends: 3 MB/s are enough. */
const defaultFinishWithinMs = 10_000;
/** A camera that was started anew is back by then, as a rule; one that stays away longer ends its recording. */
const maxSilenceMs = 120_000;
/** How often it is asked whether there is still room. */
const roomEveryMs = 5000;

/** `break`: the recording ends, and another one may begin later. */
type Step =
  | { kind: 'segment'; segment: Segment; joint: Joint }
  | { kind: 'break'; reason: 'continued' | 'camera_silent' };

export function recordStream<Writer extends TimedWriter>(deps: StreamRecorderDeps<Writer>): StreamRecorder {
  const { cameraId, live, catalog, maxDurationMs, onBegun, onWritten } = deps;
  const { isKeptElsewhere = () => false, maxBytes = Number.POSITIVE_INFINITY } = deps;
  const { maxQueuedBytes = defaultMaxQueuedBytes, finishWithinMs = defaultFinishWithinMs } = deps;
  const queue: Step[] = [];
  let queuedBytes = 0;
  /** What the last step leaves behind: it has begun, until when it goes, and whether nothing is missing. */
  let hasBegun = false;
  let takenUntilMs = 0;
  let joint: Joint = 'seamless';
  /** Why nothing further is taken. */
  let ending: RecordingEndReason | undefined;
  let failure: GatewayError | undefined;
  let wake = (): void => {};
  let writer: Writer | undefined;
  /** On the monotonic clock. */
  let roomAtMs = Number.NEGATIVE_INFINITY;
  let isStopping = false;
  let stopping: NodeJS.Timeout | undefined;
  let unfollow = (): void => {};
  let finishing: NodeJS.Timeout | undefined;
  let tellHung: (error: GatewayError) => void = () => {};
  const hung = new Promise<never>((_, reject) => {
    tellHung = reject;
  });

  function takeNoMore(reason: RecordingEndReason): void {
    ending ??= reason;
    clearTimeout(stopping);
    finishing ??= setTimeout(() => tellHung(tooSlow(queuedBytes)), finishWithinMs);
    unfollow();
    wake();
  }

  /** A recording begins where it can be decoded. */
  function takes({ isGap, parts }: Segment): boolean {
    return ending === undefined && !isGap && (hasBegun || parts[0]?.isIndependent === true);
  }

  function leave(segment: Segment): void {
    joint = 'cut';
    if (!segment.isGap) breakOff('continued');
    else if (dateOfEnd(segment) - takenUntilMs >= maxSilenceMs) breakOff('camera_silent');
  }

  function breakOff(reason: 'continued' | 'camera_silent'): void {
    if (!hasBegun) return;
    hasBegun = false;
    queue.push({ kind: 'break', reason });
    wake();
  }

  function take(segment: Segment): void {
    queue.push({ kind: 'segment', segment, joint });
    hasBegun = true;
    takenUntilMs = dateOfEnd(segment);
    joint = 'seamless';
    queuedBytes += segment.bytes?.length ?? 0;
    if (queuedBytes > maxQueuedBytes) {
      failure = tooSlow(queuedBytes);
      takeNoMore('storage_too_slow');
      tellHung(failure);
    } else wake();
  }

  unfollow = live.segments.follow({
    onSegment(segment) {
      if (takes(segment) && !isKeptElsewhere(segment)) take(segment);
      else leave(segment);
      if (isStopping) takeNoMore('stopped');
    },
    onEnd: () => takeNoMore('stream_ended'),
  });

  async function nextStep(): Promise<Step | undefined> {
    while (queue.length === 0 && ending === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const step = queue.shift();
    if (step?.kind === 'segment') queuedBytes -= step.segment.bytes?.length ?? 0;
    return step;
  }

  async function finish(reason: RecordingEndReason): Promise<void> {
    const finished = writer;
    writer = undefined;
    if (finished) await catalog.finish(finished, reason);
  }

  async function write(segment: Segment, joint: Joint): Promise<void> {
    if (writer && isOver(writer, segment)) await finish('continued');
    const nowMs = performance.now();
    if (nowMs - roomAtMs >= roomEveryMs) {
      await catalog.assertRoom();
      roomAtMs = nowMs;
    }
    const isFirst = writer === undefined;
    writer ??= await catalog.begin({
      cameraId,
      targetDurationSeconds: live.targetDurationSeconds,
      startedAtMs: segment.programDateTimeMs,
      endNow: () => breakOff('continued'),
    });
    const beforeBytes = writer.byteLength;
    const span = await writer.add(segment, joint);
    if (span) live.past.markStored(segment, { recordingId: writer.key.recordingId, ...span });
    onWritten?.(writer.byteLength - beforeBytes);
    if (isFirst) onBegun(writer.summary!);
  }

  /** A recording begins where it can be decoded, so it may last a little longer, and grow a little larger. */
  function isOver({ summary, byteLength }: Writer, { programDateTimeMs, parts }: Segment): boolean {
    const lastedMs = programDateTimeMs - (summary?.startedAtMs ?? programDateTimeMs);
    return (lastedMs >= maxDurationMs || byteLength >= maxBytes) && parts[0]?.isIndependent === true;
  }

  async function run(): Promise<void> {
    try {
      for (let step = await nextStep(); step; step = await nextStep()) {
        if (step.kind === 'segment') await write(step.segment, step.joint);
        else await finish(step.reason);
      }
    } catch (error) {
      failure ??= toStorageError(error);
      takeNoMore(failure.code === 'storage_full' ? 'storage_full' : 'storage_failed');
      queue.length = 0;
    }
    await finish(ending ?? 'stopped').catch((error) => {
      failure ??= toStorageError(error);
    });
    if (failure) throw failure;
  }

  const written = run().finally(() => clearTimeout(finishing));
  return {
    done: Promise.race([written, hung]),
    get isRecording() {
      return hasBegun && ending === undefined;
    },
    takes,
    stop() {
      if (isStopping) return;
      isStopping = true;
      // A camera that has gone silent completes nothing.
      stopping = setTimeout(() => takeNoMore('stopped'), 2 * live.targetDurationSeconds * 1000);
    },
  };
}

/** Epoch milliseconds. */
function dateOfEnd({ programDateTimeMs, durationTicks }: Segment): number {
  return endOf({ dateMs: programDateTimeMs, ticks: durationTicks });
}

function tooSlow(queuedBytes: number): GatewayError {
  return new GatewayError(
    'storage_failed',
    `The storage is slower than the camera: ${queuedBytes} bytes wait for it. Use a faster disk, or lower the bit rate.`,
  );
}
