/**
 * How far back one camera's live stream can be watched: sees to it that all of a stream lies in storage for as long as its
 * playlist lists it, in a recording where one is made anyway, else in pieces of its own. Holds no stream: it follows those
 * that others want. When the storage fails, memory has what there is. One for each such camera; made by the assembly.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import type { LiveStream } from '../store/live-stream.js';
import type { Segment, StoredSpan } from '../store/segment.js';
import type { RecordingCatalog } from './recording-catalog.js';
import { toStorageError } from './storage-error.js';
import { recordStream } from './stream-recorder.js';
import { TimeShiftPieces } from './time-shift-pieces.js';

export type TimeShiftDeps = {
  cameraId: string;
  /** Setting `timeShift.windowMs`. */
  windowMs: number;
  /** `undefined`: memory alone has the past. */
  storage: RecordingStorage | undefined;
  catalog: Pick<RecordingCatalog, 'ready' | 'assertFreeSpace'>;
  /** Whether a recording keeps a segment that was just completed. */
  isRecorded(segment: Segment): boolean;
  logger: Logger;
};

export type TimeShiftFigures = {
  cameraId: string;
  /** In storage for time shift alone. */
  storedBytes: number;
  /** Since the gateway started, as the next one. */
  readFailureCount: number;
  writeFailureCount: number;
};

/** More is deleted at a time, or more files are made. */
const piecesPerWindow = 4;
/** Between two attempts to write: the first and the longest pause; each is twice the one before. */
const retryMs = { first: 1000, longest: 60_000 };

type Stream = Pick<LiveStream, 'segments' | 'targetDurationSeconds' | 'past'>;
/** A stream that goes on, and what is kept of it. */
type Followed = { live: Stream; pieces: TimeShiftPieces };

export class TimeShift {
  readonly windowMs: number;
  readonly #deps: TimeShiftDeps;
  readonly #followed = new Set<Followed>();
  readonly #keeping = new Set<Promise<void>>();
  #readFailureCount = 0;
  #writeFailureCount = 0;

  constructor(deps: TimeShiftDeps) {
    this.#deps = deps;
    this.windowMs = deps.windowMs;
  }

  /** Keeps a stream from its beginning to its end. */
  follow(live: Stream): void {
    const { storage } = this.#deps;
    if (!storage) return;
    const keeping = this.#keep(live, storage).finally(() => this.#keeping.delete(keeping));
    this.#keeping.add(keeping);
  }

  /** The media of a segment. @throws GatewayError `not_found` where they are not there any more */
  readonly read = async ({ recordingId, at, byteLength }: StoredSpan): Promise<Buffer> => {
    const { cameraId, storage, logger } = this.#deps;
    try {
      const bytes = await storage!.read({ cameraId, recordingId }, 'media', { at, byteLength });
      if (bytes.length === byteLength) return bytes;
      throw new Error(`the media end ${byteLength - bytes.length} bytes too early`);
    } catch (cause) {
      this.#readFailureCount += 1;
      const { message } = toStorageError(cause);
      logger.warn({ cameraId, recordingId, error: message }, 'what was live before cannot be read');
      throw new GatewayError('not_found', 'This segment cannot be read any more. Go on with a later one.', {
        cause,
      });
    }
  };

  /** A recording was deleted: live viewers cannot go back to it either. */
  forget(recordingId: string): void {
    for (const { live } of this.#followed) live.past.forgetStored(recordingId);
  }

  /** For metrics. */
  measure(): TimeShiftFigures {
    const storedBytes = [...this.#followed].reduce((total, { pieces }) => total + pieces.byteLength, 0);
    return {
      cameraId: this.#deps.cameraId,
      storedBytes,
      readFailureCount: this.#readFailureCount,
      writeFailureCount: this.#writeFailureCount,
    };
  }

  /** Resolves when the streams have ended and nothing of them is left. */
  async close(): Promise<void> {
    await Promise.all(this.#keeping);
  }

  async #keep(live: Stream, storage: RecordingStorage): Promise<void> {
    const { cameraId, catalog, logger } = this.#deps;
    const pieces = new TimeShiftPieces({
      storage,
      catalog,
      onLeftBehind: (key, error) => {
        const facts = { ...key, error: toStorageError(error).message };
        logger.warn(facts, 'media of the past could not be deleted; they will be at the next start');
      },
    });
    const followed = { live, pieces };
    this.#followed.add(followed);
    const ended = new AbortController();
    live.segments.follow({
      onSegment: () => void pieces.removeBefore(live.past.oldestSequence),
      onEnd: () => ended.abort(),
    });
    let pauseMs = retryMs.first;
    while (!ended.signal.aborted) {
      const hasWritten = await this.#write(live, pieces);
      pauseMs = hasWritten ? retryMs.first : Math.min(2 * pauseMs, retryMs.longest);
      await delay(pauseMs, undefined, { signal: ended.signal, ref: false }).catch(() => {});
    }
    await pieces.removeAll();
    this.#followed.delete(followed);
    logger.debug({ cameraId }, 'what was kept for time shift is deleted');
  }

  /** To the end of the stream, or until it fails. @returns whether anything was written; never rejects */
  async #write(live: Stream, pieces: TimeShiftPieces): Promise<boolean> {
    const { cameraId, windowMs, isRecorded, logger } = this.#deps;
    let hasWritten = false;
    try {
      await recordStream({
        cameraId,
        live,
        catalog: pieces,
        maxDurationMs: windowMs / piecesPerWindow,
        isKeptElsewhere: isRecorded,
        onBegun: () => {},
        onWritten: () => {
          hasWritten = true;
        },
      }).done;
    } catch (thrown) {
      this.#writeFailureCount += 1;
      const { code, message } = toStorageError(thrown);
      logger.error({ cameraId, code, error: message }, 'time shift cannot be kept now; live video goes on');
    }
    return hasWritten;
  }
}
