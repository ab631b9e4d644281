/**
 * Where what lies in an MP4 file that is made of a clip: its head with the sample tables, then of each segment first the
 * pictures and then the sound. Made of the tables of the segments; no media are read. Used by the movie.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import type { Clip } from './clip.js';
import type { IndexedInit, IndexedSegment } from './index-lines.js';
import { describeTrack, type MovieTrack, timescaleIn, writeMovieHead } from './movie-head.js';
import { SampleTable } from './sample-table.js';
import type { Sample, SegmentSamples } from './segment-samples.js';
import { bytesOf, readSegmentTables, type SegmentTablesDeps } from './segment-table.js';

export type MovieLayoutDeps = SegmentTablesDeps & {
  /** Of the whole recording. */
  inits: readonly IndexedInit[];
  /** Nobody waits for it any more. @default somebody does */
  signal?: AbortSignal;
};

export type MovieLayout = {
  head: Buffer;
  /** For each segment where it begins behind the head; and at last where it all ends. */
  segmentsAt: number[];
  /** Of the samples of a segment those that are in the file. */
  choose(segment: IndexedSegment, samples: SegmentSamples): SegmentSamples;
};

const tracks = ['video', 'audio'] as const;

/** @throws what `readMedia` throws; the reason of the signal */
export async function layOutMovie(deps: MovieLayoutDeps, clip: Clip): Promise<MovieLayout> {
  const { inits, readMedia } = deps;
  // Those of the clip alone: it is the same whatever else is recorded later.
  const initNumbers = [...new Set(clip.segments.map(({ initNumber }) => initNumber))];
  const initBytes: Buffer[] = [];
  for (const number of initNumbers) {
    const { at, bytes } = inits[number]!;
    initBytes.push(await readMedia({ at, byteLength: bytes }));
  }
  const runs: Runs = new Map(
    initNumbers.map((number, place) => {
      const audio = timescaleIn(initBytes[place]!, 'soun') ?? mpegTimescale;
      return [number, { place, timescales: { video: mpegTimescale, audio } }];
    }),
  );
  const choose: MovieLayout['choose'] = ({ initNumber }, samples) =>
    chooseSamples(samples, clip, runs.get(initNumber)!.timescales);
  return { ...(await fillTables(deps, clip, { initBytes, runs, choose })), choose };
}

/** By the number of an init segment: which one it is among those of the movie, and its clocks. */
type Runs = Map<number, { place: number; timescales: Record<keyof SegmentSamples, number> }>;

type Filling = { initBytes: readonly Buffer[]; runs: Runs; choose: MovieLayout['choose'] };

/** On its own, so that nothing holds the tables when they are written. */
async function fillTables(
  deps: MovieLayoutDeps,
  { segments, startTicks }: Clip,
  { initBytes, runs, choose }: Filling,
): Promise<Pick<MovieLayout, 'head' | 'segmentsAt'>> {
  const descriptions = { video: describeTrack(initBytes, 'vide'), audio: describeTrack(initBytes, 'soun') };
  const tables = { video: new SampleTable(), audio: new SampleTable() };
  const segmentsAt: number[] = [];
  let mediaBytes = 0;
  for await (const { segment, samples } of readSegmentTables(deps, segments)) {
    deps.signal?.throwIfAborted();
    segmentsAt.push(mediaBytes);
    const chosen = choose(segment, samples);
    const { place, timescales } = runs.get(segment.initNumber)!;
    for (const track of tracks) {
      const description = descriptions[track];
      if (!description || chosen[track].length === 0) continue;
      const scale = description.timescale / timescales[track];
      tables[track].addChunk({
        at: mediaBytes,
        description: description.entryOfInit[place]!,
        samples: chosen[track],
        clock: { scale, baseTicks: (startTicks * description.timescale) / mpegTimescale },
      });
      mediaBytes += bytesOf(chosen[track]);
    }
  }
  segmentsAt.push(mediaBytes);
  const movieTracks = tracks.flatMap((track): MovieTrack[] => {
    const description = descriptions[track];
    return description && tables[track].sampleCount > 0 ? [{ description, table: tables[track] }] : [];
  });
  if (movieTracks.length === 0) throw new Error('the media of a recording are spoiled: they have no track');
  return { head: writeMovieHead(initBytes[0]!, movieTracks, mediaBytes), segmentsAt };
}

/** Most often all. */
function chooseSamples(
  { video, audio }: SegmentSamples,
  { startTicks, endTicks }: Clip,
  timescales: Record<keyof SegmentSamples, number>,
): SegmentSamples {
  const choose = (samples: Sample[], timescale: number): Sample[] => {
    const isIn = ({ decodeTicks }: Sample): boolean => {
      const ticks = (decodeTicks * mpegTimescale) / timescale;
      return ticks >= startTicks && ticks < endTicks;
    };
    const areAllIn = samples.length > 0 && isIn(samples[0]!) && isIn(samples.at(-1)!);
    return areAllIn ? samples : samples.filter(isIn);
  };
  return { video: choose(video, timescales.video), audio: choose(audio, timescales.audio) };
}
