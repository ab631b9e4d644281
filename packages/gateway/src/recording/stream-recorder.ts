/**
 * Records a stream from now on until it is told to stop or the stream ends: takes references to segments as they are
 * completed and writes them one after another, away from the live path. When the storage is slower than the camera for so
 * long that the queue is full, the recording ends; live video never waits. Made by the camera's recorder.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { LiveStream } from '../store/live-stream.js';
import type { Segment } from '../store/segment.js';
import type { RecordingEndReason } from './index-lines.js';
import type { RecordingCatalog } from './recording-catalog.js';
import type { RecordingSummary } from './recording-summary.js';
import type { RecordingWriter } from './recording-writer.js';
import { toStorageError } from './storage-error.js';

export type StreamRecorderDeps = {
  cameraId: string;
  live: Pick<LiveStream, 'segments' | 'targetDurationSeconds'>;
  catalog: Pick<RecordingCatalog, 'assertRoom' | 'begin' | 'finish'>;
  /** A longer recording goes on in the next. */
  maxDurationMs: number;
  /** Segments that wait for the storage. @default 32 MiB */
  maxQueuedBytes?: number;
  /** What the storage may take for the end of a recording. @default 10 s */
  finishWithinMs?: number;
  /** Told the first time that something of a recording is kept. */
  onBegun(recording: RecordingSummary): void;
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
  /** What has been taken until the end of the segment that is open now will be kept. Idempotent. */
  stop(): void;
}

/** Some 12 s at 20 Mbit/s, in references to what the stream holds anyway. */
const defaultMaxQueuedBytes = 32 * 1024 * 1024;
/** How long the storage may take for what waits for it when a recording ends: 3 MB/s are enough. */
const defaultFinishWithinMs = 10_000;
/** How often it is asked whether there is still room. */
const roomEveryMs = 5000;

export function recordStream(deps: StreamRecorderDeps): StreamRecorder {
  const { cameraId, live, catalog, maxDurationMs, onBegun, onWritten } = deps;
  const { maxQueuedBytes = defaultMaxQueuedBytes, finishWithinMs = defaultFinishWithinMs } = deps;
  const queue: Segment[] = [];
  let queuedBytes = 0;
  /** Why nothing further is taken. */
  let ending: RecordingEndReason | undefined;
  let failure: GatewayError | undefined;
  let wake = (): void => {};
  let writer: RecordingWriter | undefined;
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

  unfollow = live.segments.follow({
    onSegment(segment) {
      queue.push(segment);
      queuedBytes += segment.bytes?.length ?? 0;
      if (queuedBytes > maxQueuedBytes) {
        failure = tooSlow(queuedBytes);
        takeNoMore('storage_too_slow');
        tellHung(failure);
      } else if (isStopping) takeNoMore('stopped');
      else wake();
    },
    onEnd: () => takeNoMore('stream_ended'),
  });

  async function nextSegment(): Promise<Segment | undefined> {
    while (queue.length === 0 && ending === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const segment = queue.shift();
    queuedBytes -= segment?.bytes?.length ?? 0;
    return segment;
  }

  async function write(segment: Segment, cut: boolean): Promise<void> {
    if (writer && isOver(writer, segment)) {
      const full = writer;
      writer = undefined;
      await catalog.finish(full, 'continued');
    }
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
    });
    const beforeBytes = writer.byteLength;
    await writer.add(segment, { cut });
    onWritten?.(writer.byteLength - beforeBytes);
    if (isFirst) onBegun(writer.summary!);
  }

  /** A recording begins where it can be decoded, so it may last a little longer. */
  function isOver({ summary }: RecordingWriter, { programDateTimeMs, parts }: Segment): boolean {
    const lastedMs = programDateTimeMs - (summary?.startedAtMs ?? programDateTimeMs);
    return lastedMs >= maxDurationMs && parts[0]?.isIndependent === true;
  }

  async function run(): Promise<void> {
    let cut = false;
    try {
      for (;;) {
        const segment = await nextSegment();
        if (!segment) break;
        const isUsable = !segment.isGap && (writer !== undefined || segment.parts[0]?.isIndependent === true);
        if (isUsable) await write(segment, cut);
        cut = !isUsable;
      }
    } catch (error) {
      failure ??= toStorageError(error);
      takeNoMore(failure.code === 'storage_full' ? 'storage_full' : 'storage_failed');
      queue.length = 0;
    }
    if (writer)
      await catalog.finish(writer, ending ?? 'stopped').catch((error) => {
        failure ??= toStorageError(error);
      });
    if (failure) throw failure;
  }

  const written = run().finally(() => clearTimeout(finishing));
  return {
    done: Promise.race([written, hung]),
    stop() {
      if (isStopping) return;
      isStopping = true;
      // A camera that has gone silent completes nothing.
      stopping = setTimeout(() => takeNoMore('stopped'), 2 * live.targetDurationSeconds * 1000);
    },
  };
}

function tooSlow(queuedBytes: number): GatewayError {
  return new GatewayError(
    'storage_failed',
    `The storage is slower than the camera: ${queuedBytes} bytes wait for it. Use a faster disk, or lower the bit rate.`,
  );
}
