/**
 * One ffmpeg: started, read from and perhaps written to, and ended for exactly one reason, the first. Used by the SRT
 * ingest and the picture decoder. When the gateway is killed, one that reads from us ends with its input; one that does
 * not by a broken pipe while bytes flow, and while none flow by a time limit that whoever starts it gives it.
 */
import { execa } from 'execa';
import type { Logger } from '../log/logger.js';
import { createLastLines } from './last-lines.js';

export type FfmpegProcessOptions = {
  ffmpegPath: string;
  args: readonly string[];
  /** Whether it reads from us, by `write()`. @default 'none' */
  input?: 'none' | 'pipe';
  /** What it writes to stdout. */
  onBytes(bytes: Buffer): void;
  /** What it writes to stderr goes here at `debug`, without secrets. */
  logger: Logger;
  /** Takes the same lines. @default nobody does */
  onLine?(line: string): void;
};

/** `closed`: we ended it · `exited`: it ended by itself; `message` says how, in a sentence without secrets. */
export type FfmpegEnd =
  | { reason: 'closed' }
  | { reason: 'exited'; exitCode: number | undefined; message: string };

export interface FfmpegProcess {
  /** `undefined` when it could not be started; `ended` says why. */
  readonly pid: number | undefined;
  /** Bytes written that it has not taken yet. Whoever writes keeps this within bounds. */
  readonly queuedBytes: number;
  /** Hands bytes to its stdin, which has to be a pipe; after its end they are dropped. */
  write(bytes: Uint8Array): void;
  /** No further bytes come; it may still have something to say about those that came. */
  endInput(): void;
  /** Resolves once the process is gone and its output is read to the end. Never rejects. */
  readonly ended: Promise<FfmpegEnd>;
  /** Ends it, with force after 500 ms, and waits until it is gone. Idempotent. */
  close(): Promise<void>;
}

/** A terminator has nothing to finish; asking first lets SRT tell the camera that it is over. */
const forceKillAfterMs = 500;

export function startFfmpeg(options: FfmpegProcessOptions): FfmpegProcess {
  const { ffmpegPath, args, input = 'none', onBytes, logger, onLine } = options;
  let isClosing = false;
  const subprocess = execa(ffmpegPath, args, {
    stdin: input === 'pipe' ? 'pipe' : 'ignore',
    buffer: false,
    encoding: 'buffer',
    reject: false,
    killSignal: 'SIGTERM',
    forceKillAfterDelay: forceKillAfterMs,
  });
  const { pid, stdin } = subprocess;
  // A broken pipe is told by the end of the process.
  stdin?.on('error', () => {});
  const lastLines = createLastLines((line) => {
    logger.debug({ pid, line }, 'ffmpeg says');
    onLine?.(line);
  });
  subprocess.stdout.on('data', (bytes: Buffer) => {
    if (!isClosing) onBytes(bytes);
  });
  subprocess.stderr.on('data', lastLines.write);

  async function waitForEnd(): Promise<FfmpegEnd> {
    const result = await subprocess;
    if (isClosing) return { reason: 'closed' };
    if (result.code === 'ENOENT') {
      const message = `ffmpeg was not found as "${ffmpegPath}". Install it, or set FFMPEG_PATH.`;
      return { reason: 'exited', exitCode: undefined, message };
    }
    const how = result.signal
      ? `was ended by ${result.signal}`
      : `ended with code ${result.exitCode ?? result.code}`;
    const said = lastLines.text();
    return {
      reason: 'exited',
      exitCode: result.exitCode,
      message: `ffmpeg ${how}${said ? `: ${said}` : ''}`,
    };
  }

  const ended = waitForEnd();
  return {
    pid,
    ended,
    get queuedBytes() {
      return stdin?.writableLength ?? 0;
    },
    write(bytes) {
      if (stdin?.writable) stdin.write(bytes);
    },
    endInput: () => void stdin?.end(),
    async close() {
      if (!isClosing) {
        // One that waits for input hears no signal.
        stdin?.destroy();
        subprocess.kill();
      }
      isClosing = true;
      await ended;
    },
  };
}
