/** One run through the packager, collected as a store would get it. Used by the tests of the packager. */
import { silentLogger } from '../log/logger.js';
import type { AccessUnit } from '../mpegts/access-unit.js';
import { chooseTargets } from '../packager/hls-targets.js';
import type { InitSegment } from '../packager/init-segment.js';
import { type KeyframeReason, RunPackager } from '../packager/run-packager.js';
import type { RunTracks } from '../packager/run-sink.js';

export type PackagedSegment = {
  init: InitSegment;
  programDateTimeMs: number;
  parts: Buffer[];
  durationTicks: number;
};
export type PackageOptions = { tracks?: RunTracks; now?: () => number; arrivalDelayMs?: number };

/** Packages one run and collects what a store would get. */
export function createCollectedRun({ tracks, now = () => 0, arrivalDelayMs = 0 }: PackageOptions = {}) {
  const segments: PackagedSegment[] = [];
  const keyframesWanted: KeyframeReason[] = [];
  let open: Buffer[] = [];
  let hasVideo = false;
  const completePart = (): void => {
    if (!hasVideo) return;
    segments.at(-1)!.parts.push(Buffer.concat(open));
    open = [];
    hasVideo = false;
  };
  const packager = new RunPackager({
    output: {
      beginSegment: (start) => segments.push({ ...start, parts: [], durationTicks: 0 }),
      addFragment: ({ bytes, durationTicks }) => {
        open.push(bytes);
        hasVideo ||= durationTicks > 0;
        segments.at(-1)!.durationTicks += durationTicks;
      },
      completePart,
      completeSegment: completePart,
      interrupt: completePart,
      end: () => {},
    },
    position: { ticks: 0, fragmentSequence: 1 },
    framesPerSecond: 30,
    targetsFor: (frameTicks) =>
      chooseTargets(
        { segmentMs: 1000, partMs: 200, windowMs: 12_000 },
        { keyframeIntervalMs: 1000 },
        frameTicks,
      ),
    arrivalDelayMs,
    now,
    logger: silentLogger,
    onKeyframeWanted: (reason) => keyframesWanted.push(reason),
  });
  if (tracks) packager.setTracks(tracks);
  return { packager, segments, keyframesWanted };
}

export function packageUnits(units: AccessUnit[], options?: PackageOptions): PackagedSegment[] {
  const { packager, segments } = createCollectedRun(options);
  for (const unit of units) packager.write(unit);
  packager.end();
  return segments;
}

/** Init segment and media as a player gets them. */
export function joinSegments(segments: PackagedSegment[]): Buffer {
  return Buffer.concat([segments[0]!.init.bytes, mediaOf(segments)]);
}

export function mediaOf(segments: PackagedSegment[]): Buffer {
  return Buffer.concat(segments.flatMap(({ parts }) => parts));
}

export const withSound = { hasVideo: true, hasAudio: true };
