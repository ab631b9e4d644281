/** Live streams under a clock that stands still, for the tests of the store, the playlists and the routes. */
import { silentLogger } from '../log/logger.js';
import { LiveStream, type LiveStreamDeps } from '../store/live-stream.js';
import { type PicturesOptions, pictures } from './synthetic-camera.js';

/** Epoch milliseconds of every arrival: 2026-11-20T12:00:00Z. */
export const fixtureNowMs = Date.UTC(2026, 10, 20, 12);

export function createFixtureStream(deps: Partial<LiveStreamDeps> = {}): LiveStream {
  return new LiveStream({
    hls: { segmentMs: 1000, partMs: 200, windowMs: 12_000 },
    video: { framesPerSecond: 30, keyframeIntervalMs: 1000 },
    logger: silentLogger,
    now: () => fixtureNowMs,
    onReady: () => {},
    onKeyframeWanted: () => {},
    ...deps,
  });
}

/** A camera at 30 frames a second with a keyframe each second, which pushes a run a frame at a time. */
export function createFixtureRun(stream: LiveStream, options: Partial<PicturesOptions> = {}) {
  const sink = stream.beginRun({ arrivalDelayMs: 0 });
  const frameCount = 3600;
  const frames = pictures({ framesPerSecond: 30, frameCount, keyframeInterval: 30, ...options });
  let next = 0;
  return {
    sink,
    /** Pushes so many further frames. */
    push(count: number): void {
      for (const frame of frames.slice(next, next + count)) sink.write(frame);
      next += count;
    },
  };
}
