/**
 * The index of a recording as text: a line of JSON each, appended after the bytes that it names, never changed. The first
 * line says what is recorded; `init` and `segment` say where in the media file their bytes are; `end` why it was over.
 * A reader takes lines up to the first that is torn or names bytes that are not there. Documented in `docs/recordings.md`.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const time = v.pipe(v.number(), v.finite());

/** Version of the format; a reader leaves alone what is newer. */
export const indexVersion = 1;

/** Why a recording was over. `interrupted`: the gateway died, and it was completed at the next start. */
export const recordingEndReasons = [
  'stopped',
  'stream_ended',
  'continued',
  'storage_full',
  'storage_failed',
  'storage_too_slow',
  'interrupted',
] as const;
export type RecordingEndReason = (typeof recordingEndReasons)[number];

const IndexLineSchema = v.variant('kind', [
  v.object({
    kind: v.literal('recording'),
    v: v.literal(indexVersion),
    /** EXT-X-TARGETDURATION of the stream. */
    targetDurationSeconds: count,
  }),
  /** Init segment of the segments that follow. */
  v.object({ kind: v.literal('init'), at: count, bytes: count, codecs: v.string() }),
  v.object({
    kind: v.literal('segment'),
    at: count,
    bytes: count,
    ticks: count,
    /** When its first frame was taken, in epoch milliseconds. */
    dateMs: time,
    /** Its first picture is a keyframe. */
    key: v.boolean(),
    /** Another run or a gap lies before it. */
    cut: v.boolean(),
    /** Where its table is in the file of tables. */
    tableAt: count,
    tableBytes: count,
  }),
  v.object({ kind: v.literal('end'), reason: v.picklist(recordingEndReasons) }),
]);
export type IndexLine = v.InferOutput<typeof IndexLineSchema>;
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
  let found: ReadIndex | undefined;
  for (let at = 0; at < text.length; ) {
    const newlineAt = text.indexOf(0x0a, at);
    const end = newlineAt === -1 ? text.length : newlineAt;
    const line = parseLine(text.toString('utf8', at, end));
    const index = line && addReadLine(found?.index, line, mediaBytes);
    if (!index) break;
    found = { index, readBytes: end };
    at = end + 1;
  }
  return found;
}

/** Some 2,000 lines, which take a few milliseconds. */
const maxSliceBytes = 256 * 1024;

/**
 * The same of a finished recording, whose lines were all read once or are as they were written: a long one is read in
 * slices, between which others have their turn.
 */
export async function readFinishedIndex(
  text: Buffer,
  mediaBytes: number,
): Promise<RecordingIndex | undefined> {
  let index: RecordingIndex | undefined;
  for (let at = 0; at < text.length; ) {
    const newlineAt = text.lastIndexOf(0x0a, Math.min(at + maxSliceBytes, text.length) - 1);
    const end = newlineAt < at ? text.length : newlineAt + 1;
    for (const line of parseKnownLines(text.toString('utf8', at, end))) {
      const added = addReadLine(index, line, mediaBytes);
      if (!added) return index;
      index = added;
    }
    at = end;
    await othersTurn();
  }
  return index;
}

/** @returns the index with the line, `undefined` where it does not belong there */
function addReadLine(
  index: RecordingIndex | undefined,
  line: IndexLine,
  mediaBytes: number,
): RecordingIndex | undefined {
  if (!index) return line.kind === 'recording' ? emptyIndex(line.targetDurationSeconds) : undefined;
  if ('at' in line && line.at + line.bytes > mediaBytes) return undefined;
  return addLine(index, line) ? index : undefined;
}

function parseLine(text: string): IndexLine | undefined {
  try {
    const parsed = v.safeParse(IndexLineSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Whole lines at once, unchecked; up to the first that is spoiled, where one is. */
function parseKnownLines(text: string): readonly IndexLine[] {
  const lines = text.trimEnd();
  try {
    return JSON.parse(`[${lines.replaceAll('\n', ',')}]`) as IndexLine[];
  } catch {
    const parsed = lines.split('\n').map(parseLine);
    const spoiled = parsed.indexOf(undefined);
    return (spoiled === -1 ? parsed : parsed.slice(0, spoiled)) as IndexLine[];
  }
}
