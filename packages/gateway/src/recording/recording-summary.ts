/**
 * What is known of a recording without its index: the small file that says it is finished, read at each start. One without
 * it was cut off by a crash.
 */

import * as v from 'valibot';
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { RecordingKey } from '../storage/recording-key.js';
import {
  type IndexLine,
  indexVersion,
  maxDateMs,
  type RecordingEndReason,
  recordingEndReasons,
} from './index-lines.js';

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

/** Sums up a recording line by line, as it grows. */
export class RunningSummary {
  #startedAtMs: number | undefined;
  #endedAtMs = 0;
  #ticks = 0;
  #segmentCount = 0;
  #cutCount = 0;
  #codecs = '';
  #endReason: RecordingEndReason | undefined;

  add(line: IndexLine): void {
    if (line.kind === 'init') this.#codecs = line.codecs;
    if (line.kind === 'end') this.#endReason = line.reason;
    if (line.kind !== 'segment') return;
    this.#startedAtMs ??= Math.round(line.dateMs);
    this.#endedAtMs = endOf(line);
    this.#ticks += line.ticks;
    this.#segmentCount += 1;
    if (line.cut) this.#cutCount += 1;
  }

  /** @param byteLength of all its files @returns `undefined` before its first segment */
  of(key: RecordingKey, byteLength: number): RecordingSummary | undefined {
    if (this.#startedAtMs === undefined) return undefined;
    return {
      ...key,
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      durationMs: Math.round((this.#ticks * 1000) / mpegTimescale),
      byteLength,
      segmentCount: this.#segmentCount,
      cutCount: this.#cutCount,
      codecs: this.#codecs,
      endReason: this.#endReason,
    };
  }
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
