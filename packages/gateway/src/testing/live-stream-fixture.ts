/** Live streams whose clock goes on with their pictures, for the tests of the store, the playlists and the routes. */
import { silentLogger } from '../log/logger.js';
import { mpegTimescale } from '../mpegts/access-unit.js';
import { LiveStream, type LiveStreamDeps } from '../store/live-stream.js';
import { type PicturesOptions, pictures } from './synthetic-camera.js';

/** Epoch milliseconds of the first arrival: 2026-11-20T12:00:00Z. */
export const fixtureNowMs = Date.UTC(2026, 10, 20, 12);

/** Of each stream: every picture arrives when it is taken. */
const clocks = new WeakMap<LiveStream, { nowMs: number }>();

export function createFixtureStream(deps: Partial<LiveStreamDeps> = {}): LiveStream {
  const clock = { nowMs: fixtureNowMs };
  const stream = new LiveStream({
    hls: { segmentMs: 1000, partMs: 200, windowMs: 12_000 },
    video: { framesPerSecond: 30, keyframeIntervalMs: 1000 },
    logger: silentLogger,
    now: () => clock.nowMs,
    onReady: () => {},
    onKeyframeWanted: () => {},
    ...deps,
  });
  clocks.set(stream, clock);
  return stream;
}

export type FixtureRunOptions = Partial<PicturesOptions> & {
  arrivalDelayMs?: number;
  /** How much later than it was taken a picture arrives. */
  arrivalLateMs?: () => number;
};

/** A camera at 30 frames a second with a keyframe each second, which pushes a run a frame at a time. */
export function createFixtureRun(
  stream: LiveStream,
  { arrivalDelayMs = 0, arrivalLateMs = () => 0, ...options }: FixtureRunOptions = {},
) {
  const sink = stream.beginRun({ arrivalDelayMs });
  const frameCount = 3600;
  const frames = pictures({ framesPerSecond: 30, frameCount, keyframeInterval: 30, ...options });
  const clock = clocks.get(stream)!;
  const firstAtMs = clock.nowMs;
  let next = 0;
  return {
    sink,
    /** Pushes so many further frames. */
    push(count: number): void {
      for (const frame of frames.slice(next, next + count)) {
        const takenAtMs = firstAtMs + ((frame.dtsTicks - frames[0]!.dtsTicks) * 1000) / mpegTimescale;
        clock.nowMs = takenAtMs + arrivalLateMs();
        sink.write(frame);
      }
      next += count;
    },
  };
}
