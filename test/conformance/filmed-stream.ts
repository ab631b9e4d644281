/**
 * A live stream in front of a camera that follows a script, on a clock that the script moves. Every playlist on the way
 * is kept and goes through the history check. Used by the conformance tests.
 */
import { silentLogger } from '../../packages/gateway/src/log/logger.js';
import { type H264Parameters, mpegTimescale } from '../../packages/gateway/src/mpegts/access-unit.js';
import type { RunSink } from '../../packages/gateway/src/packager/run-sink.js';
import { renderMediaPlaylist } from '../../packages/gateway/src/playlist/media.js';
import { LiveStream, type LiveStreamDeps } from '../../packages/gateway/src/store/live-stream.js';
import { picture, syntheticVideo } from '../../packages/gateway/src/testing/synthetic-camera.js';
import { type ParsedPlaylist, parsePlaylist } from './parse-playlist.js';
import { createPlaylistHistory } from './playlist-history.js';
import type { ScriptClock } from './script-clock.js';

export type FilmOptions = {
  seconds: number;
  /** @default 30 */
  framesPerSecond?: number;
  /** @default 1 */
  keyframeSeconds?: number;
  /** Frames before the first keyframe. @default 0 */
  framesBeforeKeyframe?: number;
  /** Share of a frame's duration by which its time is off, either way at most. @default 0 */
  jitterShare?: number;
  /** @default 0 */
  lossShare?: number;
  /** Added by the network, at most. @default 0 */
  delayMs?: number;
  /** @default those of the synthetic camera, without a declared frame rate */
  parameters?: H264Parameters;
};

/** A playlist as it was when it appeared. */
export type SeenPlaylist = { atMs: number; text: string; playlist: ParsedPlaylist };

export type FilmedStream = {
  stream: LiveStream;
  seen: readonly SeenPlaylist[];
  /** Broken rules so far. */
  faults: readonly string[];
  /** Another run; the one before it ends. Its camera's clock begins anew. */
  restart(): void;
  /** The camera stops in mid-run and says so. */
  endRun(): void;
  film(options: FilmOptions): void;
  /** Nothing comes. */
  beSilent(ms: number): void;
};

/** Epoch milliseconds at which the scripts begin. */
export const filmedFromMs = Date.UTC(2026, 10, 21);

export type FilmedStreamOptions = {
  clock: ScriptClock;
  /** From 0 to 1, for jitter, loss and delay. */
  random?: () => number;
  deps?: Partial<LiveStreamDeps>;
};

export function createFilmedStream({ clock, random = () => 0, deps }: FilmedStreamOptions): FilmedStream {
  const history = createPlaylistHistory();
  const seen: SeenPlaylist[] = [];
  const stream = new LiveStream({
    hls: { segmentMs: 1000, partMs: 200, windowMs: 12_000 },
    video: { framesPerSecond: 30, keyframeIntervalMs: 1000 },
    logger: silentLogger,
    now: () => filmedFromMs + clock.nowMs(),
    onReady: () => {},
    onKeyframeWanted: () => {},
    ...deps,
  });
  let run: { sink: RunSink; beganAtMs: number } | undefined;
  let version = -1;

  const look = (): void => {
    const { window } = stream;
    if (!window || window.version === version) return;
    version = window.version;
    const text = renderMediaPlaylist(window);
    seen.push({ atMs: clock.nowMs(), text, playlist: parsePlaylist(text) });
    history.add(text);
  };
  const passUntil = (atMs: number): void => {
    while (clock.nowMs() < atMs) {
      clock.pass(Math.min(10, atMs - clock.nowMs()));
      look();
    }
  };
  const restart = (): void => {
    run = { sink: stream.beginRun({ arrivalDelayMs: 0 }), beganAtMs: clock.nowMs() };
    look();
  };

  return {
    stream,
    seen,
    faults: history.faults,
    restart,
    endRun() {
      run?.sink.end();
      look();
    },
    beSilent: (ms) => passUntil(clock.nowMs() + ms),
    film({ seconds, framesPerSecond = 30, keyframeSeconds = 1, framesBeforeKeyframe = 0, ...options }) {
      if (!run) restart();
      const { sink, beganAtMs } = run!;
      const frameMs = 1000 / framesPerSecond;
      const keyframeInterval = Math.max(1, Math.round(framesPerSecond * keyframeSeconds));
      const fromMs = clock.nowMs();
      const jitterMs = (options.jitterShare ?? 0) * frameMs;
      for (let index = 0; index < Math.round(seconds * framesPerSecond); index++) {
        const takenAtMs = fromMs + index * frameMs;
        passUntil(takenAtMs + random() * (options.delayMs ?? 0));
        if (random() < (options.lossShare ?? 0)) continue;
        const jitteredMs = takenAtMs - beganAtMs + (random() - 0.5) * 2 * jitterMs;
        const dtsTicks = Math.round((jitteredMs * mpegTimescale) / 1000) + 10 * mpegTimescale;
        const isKeyframe = (index - framesBeforeKeyframe) % keyframeInterval === 0;
        sink.write(picture({ dtsTicks, isKeyframe, parameters: options.parameters ?? undeclaredVideo }));
        look();
      }
      passUntil(fromMs + seconds * 1000);
    },
  };
}

const undeclaredVideo: H264Parameters = { ...syntheticVideo, framesPerSecond: undefined };

/** Another picture size, as an encoder says it that was set up anew. */
export function otherParameters(seed: number): H264Parameters {
  const pps = Buffer.concat([syntheticVideo.pps.subarray(0, -1), Buffer.from([seed & 0xff])]);
  return { ...undeclaredVideo, pps, width: 320, height: 240 };
}
