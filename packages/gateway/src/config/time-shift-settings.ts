/** The settings of `timeShift`: how far back a live stream can be watched. Part of the schema; explained in `docs/recordings.md`. */
import * as v from 'valibot';
import type { Config } from './schema.js';
import { group, setting } from './setting.js';
import { durationMs } from './setting-types.js';

const windowMs = durationMs({ max: 6 * 3_600_000 });

export const TimeShiftSchema = group({
  windowMs: setting(
    windowMs,
    0,
    'How far back the playlist of a live stream reaches, from `recording.path` or else from memory; 0: as far as `hls.windowMs`',
  ),
});

/** What a camera says otherwise. */
export const CameraTimeShiftSchema = group({
  windowMs: v.optional(v.pipe(windowMs, v.description('Overrides `timeShift.windowMs`'))),
});

/** How far back a camera can be watched; 0 where it is not meant to. */
export function timeShiftOf(
  { timeShift, hls }: Config,
  camera: { timeShift: { windowMs?: number | undefined } },
): number {
  const wantedMs = camera.timeShift.windowMs ?? timeShift.windowMs;
  return wantedMs === 0 ? 0 : Math.max(wantedMs, hls.windowMs);
}

/** One sentence for each camera whose past does not fit where it is to be kept. */
export function findTimeShiftProblems(config: Config): string[] {
  const { recording, limits, cameras } = config;
  if (recording.path !== null) return [];
  return cameras.flatMap((camera) => {
    const seconds = timeShiftOf(config, camera) / 1000;
    const neededBytes = (seconds * camera.video.bitsPerSecond) / 8;
    if (neededBytes <= limits.maxBytesPerCamera) return [];
    return (
      `timeShift.windowMs: ${seconds} s of "${camera.id}" are some ${inMegabytes(neededBytes)} MB, ` +
      `limits.maxBytesPerCamera lets ${inMegabytes(limits.maxBytesPerCamera)} MB be held in memory; ` +
      'name a folder in recording.path, raise that limit, or lower the window'
    );
  });
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
