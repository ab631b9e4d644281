/**
 * What of a recording belongs to a clip: from the keyframe at or before its beginning to its end. Looks at the tables of the
 * few segments that decide it. Used by the movie.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { IndexedSegment } from './index-lines.js';
import { endOf } from './recording-summary.js';
import type { Sample } from './segment-samples.js';
import { readSegmentTables, type SegmentTablesDeps } from './segment-table.js';

/** Wall-clock times in epoch milliseconds. */
export type ClipRange = {
  /** It begins with the keyframe at or before it. @default the beginning */
  fromMs?: number | undefined;
  /** @default the end */
  toMs?: number | undefined;
};

export type Clip = {
  segments: IndexedSegment[];
  /** On the clock of the stream, which goes on through all of a recording. */
  startTicks: number;
  endTicks: number;
  /** When its first picture was taken. */
  startedAtMs: number;
};

/** @returns `undefined` where nothing was recorded at that time @throws what `readMedia` throws */
export async function findClip(
  deps: SegmentTablesDeps,
  segments: readonly IndexedSegment[],
  range: ClipRange,
): Promise<Clip | undefined> {
  const { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = range;
  const wanted = segments.findIndex((segment) => endOf(segment) > fromMs);
  const after = segments.findIndex(({ dateMs }) => dateMs >= toMs);
  const end = after === -1 ? segments.length : after;
  if (wanted === -1 || wanted >= end) return undefined;
  const pictures = async (number: number): Promise<Sample[]> => {
    const { value } = await readSegmentTables(deps, segments.slice(number, number + 1)).next();
    return value?.samples.video ?? [];
  };
  const start = await findStart(segments, { number: wanted, fromMs, pictures });
  if (!start) return undefined;

  const last = segments[end - 1]!;
  let endTicks = Number.POSITIVE_INFINITY;
  if (toMs < endOf(last)) {
    const [first] = await pictures(end - 1);
    if (first) endTicks = first.decodeTicks + ((toMs - last.dateMs) * mpegTimescale) / 1000;
  }
  const { number, startTicks, startedAtMs } = start;
  if (endTicks <= startTicks) return undefined;
  return { segments: segments.slice(number, end), startTicks, endTicks, startedAtMs };
}

type WantedStart = {
  /** The first segment that has something after `fromMs`. */
  number: number;
  fromMs: number;
  pictures(number: number): Promise<Sample[]>;
};

/** A keyframe may be seconds in front of what is wanted, and stand anywhere in its segment. */
async function findStart(
  segments: readonly IndexedSegment[],
  { number: wanted, fromMs, pictures }: WantedStart,
): Promise<{ number: number; startTicks: number; startedAtMs: number } | undefined> {
  const latestMs = Math.max(fromMs, segments[wanted]!.dateMs);
  for (let number = wanted; number >= 0; number--) {
    const samples = await pictures(number);
    const dateOf = ({ decodeTicks }: Sample): number =>
      segments[number]!.dateMs + ((decodeTicks - samples[0]!.decodeTicks) * 1000) / mpegTimescale;
    const keyframes = samples.filter(({ isSync }) => isSync);
    const before = keyframes.findLast((keyframe) => dateOf(keyframe) <= latestMs);
    // There is nothing in front of the first segment.
    const start = before ?? (number === 0 ? keyframes[0] : undefined);
    if (start) return { number, startTicks: start.decodeTicks, startedAtMs: Math.round(dateOf(start)) };
  }
  return undefined;
}
