/**
 * The index of a recording as text: a line of JSON each, appended after the bytes that it names, never changed. The first
 * line says what is recorded; `init` and `segment` say where in the media file their bytes are; `end` why it was over.
 * A reader takes lines up to the first that is torn or names bytes that are not there. Documented in `docs/recordings.md`.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import { mpegTimescale } from '../mpegts/access-unit.js';

/** Version of the format; a reader leaves alone what is newer. */
export const indexVersion = 1;

/**
 * Why a recording was over. `continued`: it goes on in the next. `camera_silent`: so it does, once the camera sends again.
 * `interrupted`: the gateway died, and it was completed at the next start.
 */
export const recordingEndReasons = [
  'stopped',
  'stream_ended',
  'continued',
  'camera_silent',
  'storage_full',
  'storage_failed',
  'storage_too_slow',
  'interrupted',
] as const;
export type RecordingEndReason = (typeof recordingEndReasons)[number];

export type IndexLine =
  | {
      kind: 'recording';
      v: typeof indexVersion;
      /** EXT-X-TARGETDURATION of the stream. */
      targetDurationSeconds: number;
    }
  /** Init segment of the segments that follow. */
  | { kind: 'init'; at: number; bytes: number; codecs: string }
  | {
      kind: 'segment';
      at: number;
      bytes: number;
      ticks: number;
      /** When its first frame was taken, in epoch milliseconds. */
      dateMs: number;
      /** Its first picture is a keyframe. */
      key: boolean;
      /** Another run or a gap lies before it. */
      cut: boolean;
      /** Where its table is in the file of tables. */
      tableAt: number;
      tableBytes: number;
    }
  | { kind: 'end'; reason: RecordingEndReason };
export type IndexedInit = Extract<IndexLine, { kind: 'init' }>;

export type IndexedSegment = Omit<Extract<IndexLine, { kind: 'segment' }>, 'kind'> & {
  /** Which of the inits it needs. */
  initNumber: number;
};

/** An index, read. */
export type RecordingIndex = {
  targetDurationSeconds: number;
  inits: IndexedInit[];
  segments: IndexedSegment[];
  /** `undefined` where it goes on, or a crash cut it off. */
  endReason: RecordingEndReason | undefined;
};

export function formatLine(line: IndexLine): string {
  return `${JSON.stringify(line)}\n`;
}

export function emptyIndex(targetDurationSeconds: number): RecordingIndex {
  return { targetDurationSeconds, inits: [], segments: [], endReason: undefined };
}

/** Adds a line of which the bytes are there. @returns whether it makes sense at this place */
export function addLine(index: RecordingIndex, line: IndexLine): boolean {
  if (index.endReason !== undefined) return false;
  switch (line.kind) {
    case 'recording':
      return false;
    case 'init':
      index.inits.push(line);
      return true;
    case 'segment': {
      if (index.inits.length === 0 || line.ticks === 0) return false;
      const { kind: _, ...segment } = line;
      index.segments.push({ ...segment, initNumber: index.inits.length - 1 });
      return true;
    }
    case 'end':
      index.endReason = line.reason;
      return true;
  }
}

/** What could be read, and how many bytes of the text that is. */
export type ReadIndex = { index: RecordingIndex; readBytes: number };

/**
 * Reads as far as it is whole.
 *
 * @param mediaBytes size of the media file: after a loss of power the index may be ahead of it
 * @returns `undefined` where not even the first line is whole, or it is of another version
 */
export function readIndex(text: Buffer, mediaBytes: number): ReadIndex | undefined {
  return readLines(text, { from: 0, to: text.length, mediaBytes });
}

/** Some 2,000 lines, which take a few milliseconds. */
const sliceBytes = 256 * 1024;

/** The same, in slices between which others have their turn: for a long one, while live video is served. */
export async function readIndexInSlices(
  text: Buffer,
  mediaBytes: number,
): Promise<RecordingIndex | undefined> {
  let found: ReadIndex | undefined;
  for (let from = 0; from < text.length; ) {
    const newlineAt = text.indexOf(0x0a, Math.min(from + sliceBytes, text.length));
    const to = newlineAt === -1 ? text.length : newlineAt + 1;
    found = readLines(text, { from, to, mediaBytes }, found);
    if (!found || found.readBytes < to - 1) break;
    from = to;
    await othersTurn();
  }
  return found?.index;
}

type Lines = { from: number; to: number; mediaBytes: number };

/** @param found what was read before, which is added to @returns up to the first line that makes no sense */
function readLines(text: Buffer, { from, to, mediaBytes }: Lines, found?: ReadIndex): ReadIndex | undefined {
  let read = found;
  for (let at = from; at < to; ) {
    const newlineAt = text.indexOf(0x0a, at);
    const end = newlineAt === -1 ? text.length : newlineAt;
    const line = parseLine(text.toString('utf8', at, end));
    if (!line) break;
    if ('at' in line && line.at + line.bytes > mediaBytes) break;
    if (!read) {
      if (line.kind !== 'recording') return undefined;
      read = { index: emptyIndex(line.targetDurationSeconds), readBytes: end };
    } else if (addLine(read.index, line)) read.readBytes = end;
    else break;
    at = end + 1;
  }
  return read;
}

/** By hand: a schema takes three times as long at first, and hours of recording are read on the thread of live video. */
function parseLine(text: string): IndexLine | undefined {
  const line = parseObject(text);
  const { kind, at, bytes } = line;
  switch (kind) {
    case 'recording': {
      const { v, targetDurationSeconds } = line;
      if (v !== indexVersion || !isCount(targetDurationSeconds)) return undefined;
      return { kind, v, targetDurationSeconds };
    }
    case 'init': {
      const { codecs } = line;
      if (!isCount(at) || !isCount(bytes) || typeof codecs !== 'string') return undefined;
      return { kind, at, bytes, codecs };
    }
    case 'segment': {
      const { ticks, dateMs, key, cut, tableAt, tableBytes } = line;
      if (!isCount(at) || !isCount(bytes) || !isCount(ticks) || ticks > maxTicks) return undefined;
      if (!isDate(dateMs)) return undefined;
      if (typeof key !== 'boolean' || typeof cut !== 'boolean') return undefined;
      if (!isCount(tableAt) || !isCount(tableBytes) || tableBytes > bytes) return undefined;
      return { kind, at, bytes, ticks, dateMs, key, cut, tableAt, tableBytes };
    }
    case 'end': {
      const reason = recordingEndReasons.find((known) => known === line.reason);
      return reason && { kind, reason };
    }
    default:
      return undefined;
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Up to the last moment that is written with four digits of a year. */
export const maxDateMs = Date.UTC(9999, 11, 31);
/** A day: segments last seconds. */
const maxTicks = 86_400 * mpegTimescale;

const isDate = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= maxDateMs;
