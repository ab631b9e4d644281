/**
 * One run of a camera on the gateway's side: an ingest that listens, a demuxer behind it and the packager's sink behind
 * that. Opened and closed by the run keeper.
 */
import type { StreamOutput } from '@rpi-live-camera/protocol';
import { GatewayError } from '../errors/gateway-error.js';
import type { Ingest, IngestCallbacks } from '../ingest/ingest.js';
import type { Logger } from '../log/logger.js';
import { createDemuxer } from '../mpegts/demuxer.js';
import type { DemuxerCounters } from '../mpegts/demuxer-counters.js';
import type { LiveStream } from '../store/live-stream.js';

export type RunCallbacks = {
  /** Once, with the first bytes from the camera. */
  onFirstBytes(): void;
  /** Once, when the program in the transport stream is known. */
  onTracks(): void;
  /** The camera sends something that cannot be shown. */
  onUnusable(message: string): void;
  /** Pictures were lost and nothing can be shown before the next keyframe. */
  onKeyframeWanted(reason: string): void;
  /** Once, when the receiving end ended by itself; not after `close()`. */
  onEnded(message: string): void;
};

export type RunDeps = {
  runId: string;
  live: LiveStream;
  /** How long the ingest holds media back before it arrives here, such as the latency of SRT. */
  arrivalDelayMs: number;
  createIngest(callbacks: IngestCallbacks): Ingest;
  /** Media bytes received, for the metrics. */
  onBytes(byteCount: number): void;
  /** Given a way to read what has been received; calls back what is to be called at the end. @default nobody reads */
  followIngest?(read: () => DemuxerCounters): () => void;
  logger: Logger;
} & { callbacks: RunCallbacks };

export type Run = {
  readonly runId: string;
  /** What the camera is told to push to; known once `start()` has resolved. */
  readonly output: StreamOutput | undefined;
  /** On the monotonic clock; `-Infinity` before the first bytes. */
  readonly lastBytesAtMs: number;
  /** Resolves when the ingest really listens. @throws GatewayError `ffmpeg_failed` when it cannot */
  start(): Promise<void>;
  close(): Promise<void>;
};

export function createRun({
  runId,
  live,
  arrivalDelayMs,
  createIngest,
  onBytes,
  followIngest,
  callbacks,
  logger,
}: RunDeps): Run {
  const abort = new AbortController();
  let lastBytesAtMs = Number.NEGATIVE_INFINITY;
  let hasTracks = false;
  let hasFailed = false;
  let closing: Promise<void> | undefined;

  const sink = live.beginRun({ arrivalDelayMs, logger, onOverfull: endOverfull });
  const demuxer = createDemuxer({
    onAccessUnit: (accessUnit) => sink.write(accessUnit),
    onTracks: (tracks) => {
      sink.setTracks(tracks);
      if (hasTracks || !tracks.hasVideo) return;
      hasTracks = true;
      callbacks.onTracks();
    },
    onKeyframeWanted: (reason) => callbacks.onKeyframeWanted(reason),
    onUnsupported: ({ message }) => {
      logger.warn({ runId, problem: message }, 'the camera sends something that cannot be shown');
      if (!hasTracks) callbacks.onUnusable(message);
    },
  });
  const unfollow = followIngest?.(() => demuxer.stats());
  const ingest = createIngest({
    onBytes: (chunk) => {
      const isFirst = lastBytesAtMs === Number.NEGATIVE_INFINITY;
      lastBytesAtMs = performance.now();
      onBytes(chunk.length);
      if (isFirst) callbacks.onFirstBytes();
      readBytes(chunk);
    },
  });

  /** What one camera sends must not end the gateway, and with it all others. */
  function readBytes(chunk: Buffer): void {
    if (hasFailed) return;
    try {
      demuxer.write(chunk);
    } catch (error) {
      hasFailed = true;
      logger.error(
        { runId, cause: error instanceof Error ? error.stack : error },
        'a run failed inside the gateway',
      );
      if (!closing) callbacks.onEnded('The gateway could not read what the camera sends; its log says why.');
    }
  }

  /** A camera at the rate it was told never gets here. */
  function endOverfull(): void {
    const problem =
      'The camera sends more in one segment than limits.maxBytesPerCamera allows. Lower its bit rate, or raise the limit.';
    logger.warn({ runId, problem }, 'a run was ended: it fills the memory');
    callbacks.onUnusable(problem);
  }

  const close = async (): Promise<void> => {
    abort.abort();
    await ingest.close();
    demuxer.end();
    unfollow?.();
    sink.end();
    logger.debug({ runId, ...demuxer.stats() }, 'closed a run');
  };

  return {
    runId,
    get output() {
      return ingest.output;
    },
    get lastBytesAtMs() {
      return lastBytesAtMs;
    },
    async start() {
      if (closing) throw new GatewayError('stream_not_ready', 'The run was closed before it began.');
      await ingest.start(abort.signal);
      void ingest.ended.then((end) => {
        if (end.reason !== 'closed')
          callbacks.onEnded(end.reason === 'failed' ? end.message : 'The camera hung up.');
      });
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
