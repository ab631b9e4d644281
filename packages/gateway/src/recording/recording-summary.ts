/**
 * What is known of a recording without its index: the small file that says it is finished, read at each start. One without
 * it was cut off by a crash.
 */

import * as v from 'valibot';
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { RecordingKey } from '../storage/recording-key.js';
import { indexVersion, maxDateMs, type RecordingIndex, recordingEndReasons } from './index-lines.js';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The last segment may begin on the last date. */
const date = v.pipe(count, v.maxValue(maxDateMs + 86_400_000));

const SummarySchema = v.object({
  v: v.literal(indexVersion),
  startedAtMs: date,
  endedAtMs: date,
  durationMs: count,
  byteLength: count,
  segmentCount: count,
  /** Places at which another run begins, or something is missing. */
  cutCount: count,
  codecs: v.string(),
  endReason: v.picklist(recordingEndReasons),
});
type StoredSummary = v.InferOutput<typeof SummarySchema>;

export type RecordingSummary = RecordingKey &
  Omit<StoredSummary, 'v' | 'endReason'> & {
    /** `undefined` while it is being made. */
    endReason: StoredSummary['endReason'] | undefined;
  };

/** @param byteLength of all its files @returns `undefined` for an index without a segment */
export function summarize(
  key: RecordingKey,
  { inits, segments, endReason }: RecordingIndex,
  byteLength: number,
): RecordingSummary | undefined {
  const [first] = segments;
  const last = segments.at(-1);
  if (!first || !last) return undefined;
  const ticks = segments.reduce((total, segment) => total + segment.ticks, 0);
  return {
    ...key,
    startedAtMs: Math.round(first.dateMs),
    endedAtMs: endOf(last),
    durationMs: Math.round((ticks * 1000) / mpegTimescale),
    byteLength,
    segmentCount: segments.length,
    cutCount: segments.filter(({ cut }) => cut).length,
    codecs: inits.at(-1)?.codecs ?? '',
    endReason,
  };
}

/** Epoch milliseconds at which a segment's last frame ends. */
export function endOf({ dateMs, ticks }: { dateMs: number; ticks: number }): number {
  return Math.round(dateMs + (ticks * 1000) / mpegTimescale);
}

export function formatSummary({ cameraId: _, recordingId: __, ...summary }: RecordingSummary): Buffer {
  return Buffer.from(`${JSON.stringify({ v: indexVersion, ...summary })}\n`);
}

/** @returns `undefined` for what is no summary, as where it was cut off */
export function readSummary(key: RecordingKey, bytes: Buffer): RecordingSummary | undefined {
  try {
    const parsed = v.safeParse(SummarySchema, JSON.parse(bytes.toString('utf8')));
    if (!parsed.success) return undefined;
    const { v: _, ...summary } = parsed.output;
    return { ...key, ...summary };
  } catch {
    return undefined;
  }
}
