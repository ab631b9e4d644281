/** The receiving end of one run: where a camera's bytes arrive. Made by the run, one each; the protocol decides which kind. */
import type { StreamOutput } from '@rpi-live-camera/protocol';
import type { startFfmpeg } from '../ffmpeg/process.js';
import type { Logger } from '../log/logger.js';
import type { PortPool } from './port-pool.js';
import { createSrtIngest } from './srt.js';
import { createUdpIngest } from './udp.js';

/** `sender_left`: the camera hung up · `failed`: receiving broke; `message` says how, without secrets. */
export type IngestEnd =
  | { reason: 'closed' }
  | { reason: 'sender_left' }
  | { reason: 'failed'; message: string };

export interface Ingest {
  /** What the camera is told to push to; known once `start()` has resolved. Holds the passphrase of SRT. */
  readonly output: StreamOutput | undefined;
  /** Resolves once, for the first reason; also when `start()` failed. Never rejects. */
  readonly ended: Promise<IngestEnd>;
  /**
   * Resolves when it really listens, so that a camera started afterwards is heard. Once only.
   *
   * @throws GatewayError `ffmpeg_failed` when it cannot; the reason of `signal` when that aborts first
   */
  start(signal?: AbortSignal): Promise<void>;
  /** Frees port and process; no bytes come afterwards. Idempotent. */
  close(): Promise<void>;
}

export type IngestCallbacks = {
  /** The next bytes of the transport stream, cut anywhere; theirs to keep. */
  onBytes(bytes: Buffer): void;
};

export type IngestOptions = {
  protocol: 'srt' | 'udp';
  /** Host name or address that cameras reach the gateway at. */
  publicHost: string;
  /** Address to listen at; `0.0.0.0` and `::` are all. */
  bindHost: string;
  ports: PortPool;
  /** Listen at this port instead of one from the pool. @default null */
  port?: number | null;
  /** UDP: accept only this address. @default null, the first sender of the run */
  source?: string | null;
  /** SRT: time to repair losses. More repairs more and delays all by as much. */
  srtLatencyMs: number;
  /** A camera silent for this long is given up by the run; an orphaned ffmpeg gives up after twice as long. */
  timeoutMs: number;
  ffmpegPath: string;
  /** Starts it. @default without a limit */
  startFfmpeg?: typeof startFfmpeg;
  logger: Logger;
} & IngestCallbacks;

export function createIngest(options: IngestOptions): Ingest {
  return options.protocol === 'srt' ? createSrtIngest(options) : createUdpIngest(options);
}
