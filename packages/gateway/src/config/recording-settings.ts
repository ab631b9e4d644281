/** The settings of `recording`: what is kept, where, and for how long. Part of the schema; explained in `docs/recordings.md`. */
import * as v from 'valibot';
import type { Config } from './schema.js';
import { group, nullable, setting } from './setting.js';
import { durationMs, integer, text } from './setting-types.js';

const mebibyte = 1024 * 1024;
const maxSettingBytes = 2 ** 53 - 1;
const dayMs = 86_400_000;

/** `on-demand`: between a start and a stop over HTTP. `always`: the camera runs all the time for it. */
export const recordingModes = ['off', 'on-demand', 'always'] as const;
export type RecordingMode = (typeof recordingModes)[number];

const mode = v.picklist(recordingModes, 'must be "off", "on-demand" or "always"');

export const RecordingSchema = group({
  mode: setting(
    mode,
    'off',
    'Which cameras are recorded: none, those that are told to over HTTP, or all of them all the time',
  ),
  path: nullable(text, 'Folder of the recordings; the gateway must be able to write there'),
  minFreeBytes: setting(
    integer(0, maxSettingBytes),
    1024 * mebibyte,
    'Room to leave on that disk: with less than this recordings stop, live video never',
  ),
  maxBytes: nullable(
    integer(16 * mebibyte, maxSettingBytes),
    'What all recordings together may take: beyond it the oldest are deleted; null: as much as there is',
  ),
  maxAgeMs: nullable(
    durationMs({ min: 60_000, max: 3650 * dayMs }),
    'Recordings that ended longer ago are deleted; null: they are kept',
  ),
  maxDurationMs: setting(
    durationMs({ min: 10_000, max: dayMs / 2 }),
    3_600_000,
    'Longest recording: a longer one goes on in the next, so that old parts of it can be deleted',
  ),
});

/** What a camera says otherwise. */
export const CameraRecordingSchema = group({
  mode: v.optional(v.pipe(mode, v.description('Overrides `recording.mode`'))),
});

type Recorded = Pick<Config, 'recording' | 'cameras'>;

/** One sentence for each contradiction. */
export function findRecordingProblems(config: Recorded): string[] {
  const { path } = config.recording;
  const recorded = findRecorded(config);
  if (recorded.length === 0 || path !== null) return [];
  return [
    `recording.path: is needed, as ${recorded.map(({ id }) => `"${id}"`).join(', ')} may be recorded; ` +
      'name a folder such as "/var/lib/rpi-live-camera/recordings", or set recording.mode to "off"',
  ];
}

/**
 * How large a recording may grow before it goes on in the next: those that are being made take half of `recording.maxBytes`
 * at most, so that the other half is for what is finished. `undefined`: as large as it gets.
 */
export function largestRecordingBytes(config: Recorded): number | undefined {
  const { maxBytes } = config.recording;
  return maxBytes === null ? undefined : maxBytes / (2 * findRecorded(config).length);
}

function findRecorded({ recording, cameras }: Recorded): Config['cameras'] {
  return cameras.filter(({ recording: own }) => (own.mode ?? recording.mode) !== 'off');
}
