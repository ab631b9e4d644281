/**
 * One ffmpeg: started, read from, and ended for exactly one reason, the first. Used by the SRT ingest. While bytes flow
 * a broken pipe ends it when the gateway is killed; while none flow, whoever starts it gives it a time limit of its own.
 */
import { execa } from 'execa';
import type { Logger } from '../log/logger.js';
import { createLastLines } from './last-lines.js';

export type FfmpegProcessOptions = {
  ffmpegPath: string;
  args: readonly string[];
  /** What it writes to stdout. */
  onBytes(bytes: Buffer): void;
  /** What it writes to stderr goes here at `debug`, without secrets. */
  logger: Logger;
};

/** `closed`: we ended it · `exited`: it ended by itself; `message` says how, in a sentence without secrets. */
export type FfmpegEnd =
  | { reason: 'closed' }
  | { reason: 'exited'; exitCode: number | undefined; message: string };

export interface FfmpegProcess {
  /** `undefined` when it could not be started; `ended` says why. */
  readonly pid: number | undefined;
  /** Resolves once the process is gone and its output is read to the end. Never rejects. */
  readonly ended: Promise<FfmpegEnd>;
  /** Ends it, with force after 500 ms, and waits until it is gone. Idempotent. */
  close(): Promise<void>;
}

/** A terminator has nothing to finish; asking first lets SRT tell the camera that it is over. */
const forceKillAfterMs = 500;

export function startFfmpeg({ ffmpegPath, args, onBytes, logger }: FfmpegProcessOptions): FfmpegProcess {
  let isClosing = false;
  const subprocess = execa(ffmpegPath, args, {
    stdin: 'ignore',
    buffer: false,
    encoding: 'buffer',
    reject: false,
    killSignal: 'SIGTERM',
    forceKillAfterDelay: forceKillAfterMs,
  });
  const { pid } = subprocess;
  const lastLines = createLastLines((line) => logger.debug({ pid, line }, 'ffmpeg says'));
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
    async close() {
      if (!isClosing) subprocess.kill();
      isClosing = true;
      await ended;
    },
  };
}
