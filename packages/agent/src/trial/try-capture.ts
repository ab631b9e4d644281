/**
 * Runs a capture for some seconds into a socket of this machine and tells what came out: for `init`, and for `doctor`
 * when it may film. Nothing leaves the machine.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoSettings } from '@rpi-live-camera/protocol';
import type { Capture, CaptureEnd, CaptureProgress } from '../capture/capture.js';
import type { Clock } from '../clock/clock.js';
import { type MediaFacts, probeMedia } from '../ffmpeg/probe-media.js';
import { openDatagramSink } from './datagram-sink.js';

export type CaptureTrial =
  | {
      outcome: 'ok';
      width: number;
      height: number;
      framesPerSecond: number;
      bitsPerSecond: number;
      /** In ffmpeg's words, such as `aac`. */
      sound: string | null;
    }
  | { outcome: 'failed'; message: string };

export type TryCaptureOptions = {
  capture: Capture;
  video: VideoSettings;
  ffmpegPath: string;
  clock: Clock;
  /** For how long it films once the first bytes have left. @default 3000 */
  filmMs?: number;
  /** How long the first bytes may take. @default 20000 */
  startMs?: number;
  /** How much longer, for a camera that has something to load before it starts. @default 0 */
  loadMs?: number;
};

const defaultFilmMs = 3000;
/** A camera program on a small board that has just booted takes seconds. */
const defaultStartMs = 20_000;
const probeTimeoutMs = 10_000;

/** Resolves when the camera is free again. Never rejects, but where this machine has no loopback. */
export async function tryCapture(options: TryCaptureOptions): Promise<CaptureTrial> {
  const { capture, video, clock, filmMs = defaultFilmMs } = options;
  const firstBytesMs = (options.startMs ?? defaultStartMs) + (options.loadMs ?? 0);
  const sink = await openDatagramSink();
  const stop = new AbortController();
  const samples: (CaptureProgress & { atMs: number })[] = [];
  let cancelTimer = clock.setTimer(firstBytesMs, () => stop.abort());
  await capture.prepare?.();
  const end = await capture.run({
    output: { url: sink.url, format: 'mpegts' },
    video,
    signal: stop.signal,
    onDelivering: () => {
      cancelTimer();
      cancelTimer = clock.setTimer(filmMs, () => stop.abort());
    },
    onProgress: (progress) => samples.push({ ...progress, atMs: clock.nowMs() }),
  });
  cancelTimer();
  sink.close();
  const [first, last] = [samples[0], samples.at(-1)];
  const failure = explainEnd(end, sink.receivedBytes(), firstBytesMs);
  if (failure !== null || !first || !last) {
    return { outcome: 'failed', message: failure ?? 'The camera ended before it had told a picture.' };
  }
  const seconds = Math.max(last.atMs - first.atMs, 1) / 1000;
  const { video: picture, audio } = await probe(sink.kept(), options.ffmpegPath);
  return {
    outcome: 'ok',
    width: picture?.width ?? 0,
    height: picture?.height ?? 0,
    framesPerSecond: Math.round((last.pictures - first.pictures) / seconds),
    bitsPerSecond: Math.round(((last.sentBytes - first.sentBytes) * 8) / seconds),
    sound: audio?.codec ?? null,
  };
}

function explainEnd(end: CaptureEnd, receivedBytes: number, firstBytesMs: number): string | null {
  if (end.reason === 'failed') return end.failure.message;
  return receivedBytes > 0 ? null : `The camera gave no picture for ${firstBytesMs} ms.`;
}

async function probe(bytes: Buffer, ffmpegPath: string): Promise<MediaFacts> {
  const directory = mkdtempSync(join(tmpdir(), 'rpi-live-camera-'));
  try {
    const file = join(directory, 'trial.ts');
    writeFileSync(file, bytes);
    const inputArgs = ['-f', 'mpegts', '-i', `file:${file}`];
    const answer = await probeMedia({ ffmpegPath, inputArgs, timeoutMs: probeTimeoutMs });
    return answer.outcome === 'read' ? answer.facts : { video: null, audio: null };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
