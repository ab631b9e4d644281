/** What `getStats()` and the statistics panel show. */
import type { Transport } from '@rpi-live-camera/protocol';
import type { Clock } from '../clock/clock.js';
import type { AttachedTransport } from '../transports/transport.js';
import type { Latency } from './live-edge.js';

export type PlayerStats = {
  transport: Transport | null;
  /** Codecs as in RFC 6381; empty when unknown. */
  codecs: string;
  latencySeconds: number | null;
  /** What it is measured from. */
  latencySource: Latency['source'] | null;
  /** Media that is loaded but not yet shown. */
  bufferedSeconds: number;
  widthPixels: number;
  heightPixels: number;
  /** Since the sample before; `null` in the first one. */
  framesPerSecond: number | null;
  shownFrameCount: number;
  droppedFrameCount: number;
  /** Reconnections since the last start. */
  reconnectCount: number;
  /** Names and numbers of the transport's own. */
  details: Record<string, string | number | null>;
};

export type StatsSource = {
  transport: Transport | null;
  attached: AttachedTransport | null;
  codecs: string;
  latency: Latency | null;
  reconnectCount: number;
};

/** A reader that remembers its last sample, which the frame rate needs. */
export function createStatsReader(
  video: HTMLVideoElement,
  clock: Clock,
): (source: StatsSource) => PlayerStats {
  let last: { shownFrameCount: number; atMs: number } | null = null;
  return (source) => {
    const quality = video.getVideoPlaybackQuality();
    const shownFrameCount = quality.totalVideoFrames - quality.droppedVideoFrames;
    const atMs = clock.nowMs();
    const elapsedMs = last === null ? 0 : atMs - last.atMs;
    const framesPerSecond =
      last === null || elapsedMs <= 0 || shownFrameCount < last.shownFrameCount
        ? null
        : Math.round(((shownFrameCount - last.shownFrameCount) * 10_000) / elapsedMs) / 10;
    last = { shownFrameCount, atMs };
    return {
      transport: source.transport,
      codecs: source.codecs,
      latencySeconds: source.latency?.seconds ?? null,
      latencySource: source.latency?.source ?? null,
      bufferedSeconds: bufferedAhead(video),
      widthPixels: video.videoWidth,
      heightPixels: video.videoHeight,
      framesPerSecond,
      shownFrameCount,
      droppedFrameCount: quality.droppedVideoFrames,
      reconnectCount: source.reconnectCount,
      details: source.attached?.details() ?? {},
    };
  };
}

function bufferedAhead(video: HTMLVideoElement): number {
  const { buffered, currentTime } = video;
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= currentTime + 0.1 && buffered.end(index) > currentTime) {
      return buffered.end(index) - currentTime;
    }
  }
  return 0;
}
