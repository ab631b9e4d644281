/**
 * Receives one run over SRT: an ffmpeg listens at a port of its own with a passphrase of its own, takes one caller and
 * hands its bytes through. Made by `createIngest`. Node has no SRT; libsrt comes with ffmpeg.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { StreamOutput } from '@rpi-live-camera/protocol';
import { GatewayError } from '../errors/gateway-error.js';
import { terminatorArgs } from '../ffmpeg/args.js';
import { type FfmpegEnd, type FfmpegProcess, startFfmpeg as startUnlimited } from '../ffmpeg/process.js';
import { bindPort } from './bind-port.js';
import { bracketed, srtCameraUrl } from './camera-url.js';
import { holdsUdpPort } from './holds-udp-port.js';
import type { Ingest, IngestEnd, IngestOptions } from './ingest.js';
import { createPassphrase } from './passphrase.js';
import type { PortLease } from './port-pool.js';

/** An ffmpeg that nobody calls ends by itself: the limit for one that a killed gateway left behind. */
const listenTimeoutMs = 30_000;
/** Starting a program takes tens of milliseconds; on a loaded Pi a second or two. */
const startTimeoutMs = 10_000;
const pollMs = 10;
/** How libsrt tells, in lines that differ from version to version, that a caller had another passphrase, or none. Built without a log it does not. */
const wrongPassphrase = /BADSECRET|UNSECURE|incorrect passphrase|password required/i;
/** Where no table of sockets can be read (not Linux): so long after its start ffmpeg is taken to listen. */
const assumedStartMs = 500;

export function createSrtIngest(options: IngestOptions): Ingest {
  const {
    publicHost,
    bindHost,
    ports,
    port = null,
    srtLatencyMs,
    timeoutMs,
    ffmpegPath,
    startFfmpeg = startUnlimited,
    logger,
    onBytes,
  } = options;
  const passphrase = createPassphrase();
  let lease: PortLease | undefined;
  let ffmpeg: FfmpegProcess | undefined;
  let output: StreamOutput | undefined;
  let hasBytes = false;
  let hasToldStranger = false;
  const closed = new AbortController();
  let closing: Promise<void> | undefined;
  let settle!: (end: IngestEnd) => void;
  const ended = new Promise<IngestEnd>((resolve) => {
    settle = resolve;
  });

  function listenerUrl(listenPort: number): string {
    const parameters = {
      mode: 'listener',
      passphrase,
      latency: srtLatencyMs * 1000,
      listen_timeout: listenTimeoutMs * 1000,
      timeout: timeoutMs * 2 * 1000,
    };
    const query = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    return `srt://${bracketed(bindHost)}:${listenPort}?${query.join('&')}`;
  }

  function tellStranger(listenPort: number): void {
    hasToldStranger = true;
    const message =
      'refused an SRT caller without the passphrase of this run; a camera has to push to the url of its newest START, as it is';
    logger.warn({ port: listenPort }, message);
  }

  async function listen(listenPort: number, signal: AbortSignal): Promise<'listening' | 'taken'> {
    signal.throwIfAborted();
    ffmpeg = startFfmpeg({
      ffmpegPath,
      args: terminatorArgs(listenerUrl(listenPort)),
      logger,
      onBytes: (bytes) => {
        hasBytes = true;
        onBytes(bytes);
      },
      onLine: (line) => {
        if (!hasToldStranger && wrongPassphrase.test(line)) tellStranger(listenPort);
      },
    });
    const problem = await untilListening(ffmpeg, listenPort, signal);
    if (problem === undefined) return 'listening';
    await ffmpeg.close();
    if (/address already in use/i.test(problem)) return 'taken';
    throw new GatewayError('ffmpeg_failed', `SRT cannot be received: ${problem}`);
  }

  function describeEnd(end: FfmpegEnd): IngestEnd {
    if (end.reason === 'closed') return { reason: 'closed' };
    // ffmpeg ends with 0 when its caller hangs up or falls silent, as at the end of a file.
    if (hasBytes && end.exitCode === 0) return { reason: 'sender_left' };
    return { reason: 'failed', message: end.message };
  }

  async function open(signal: AbortSignal): Promise<void> {
    lease = await bindPort({ ports, port, listen: (found) => listen(found.port, signal) });
    signal.throwIfAborted();
    const url = srtCameraUrl({ host: publicHost, port: lease.port, passphrase, latencyMs: srtLatencyMs });
    output = { url, format: 'mpegts' };
    logger.debug({ port: lease.port, pid: ffmpeg?.pid }, 'ffmpeg listens for SRT');
    void ffmpeg?.ended.then((end) => settle(describeEnd(end)));
  }

  async function close(): Promise<void> {
    settle({ reason: 'closed' });
    closed.abort(new GatewayError('ffmpeg_failed', 'The ingest was closed before it listened.'));
    await ffmpeg?.close();
    lease?.release();
  }

  return {
    ended,
    get output() {
      return output;
    },
    async start(signal) {
      try {
        await open(signal ? AbortSignal.any([signal, closed.signal]) : closed.signal);
      } catch (error) {
        settle({ reason: 'failed', message: error instanceof Error ? error.message : String(error) });
        await ffmpeg?.close();
        lease?.release();
        throw error;
      }
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** @returns why ffmpeg does not listen; `undefined` as soon as it does. */
async function untilListening(
  { pid, ended }: FfmpegProcess,
  port: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  let end: FfmpegEnd | undefined;
  void ended.then((value) => {
    end = value;
  });
  const deadlineAtMs = performance.now() + startTimeoutMs;
  const isReadable = process.platform === 'linux';
  const assumedAtMs = performance.now() + assumedStartMs;
  while (performance.now() < deadlineAtMs) {
    await delay(pollMs);
    signal.throwIfAborted();
    if (end) return end.reason === 'exited' ? end.message : 'it was closed';
    const isListening = isReadable
      ? pid !== undefined && (await holdsUdpPort(pid, port))
      : performance.now() >= assumedAtMs;
    if (isListening) return undefined;
  }
  return `ffmpeg did not listen at UDP port ${port} within ${startTimeoutMs} ms`;
}
