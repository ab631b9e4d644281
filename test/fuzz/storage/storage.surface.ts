/** Surface 6: what lies in the folder of recordings, written by a crash, a failing disk, another version, or somebody's hand. */
import fc, { type Arbitrary } from 'fast-check';
import { silentLogger } from '../../../packages/gateway/src/log/logger.js';
import type { ClipRange } from '../../../packages/gateway/src/recording/clip.js';
import { planMovie } from '../../../packages/gateway/src/recording/movie.js';
import { RecordingCatalog } from '../../../packages/gateway/src/recording/recording-catalog.js';
import type { RecordingSummary } from '../../../packages/gateway/src/recording/recording-summary.js';
import { recordStream } from '../../../packages/gateway/src/recording/stream-recorder.js';
import { findVodFile } from '../../../packages/gateway/src/recording/vod-files.js';
import type { RecordingKey } from '../../../packages/gateway/src/storage/recording-key.js';
import type { ByteSpan, RecordingStorage } from '../../../packages/gateway/src/storage/recording-storage.js';
import {
  createFixtureRun,
  createFixtureStream,
  fixtureNowMs,
} from '../../../packages/gateway/src/testing/live-stream-fixture.js';
import { writeVodPlaylist } from '../../../packages/gateway/src/testing/recording-fixture.js';
import { type NastyJson, nastyBytes, nastyJson } from '../nasty-json.js';
import { must, type Surface } from '../surface.js';
import { createMemoryStorage } from './memory-storage.js';

type FolderInput = {
  /** Lines of the index, each followed by a newline but the last where `torn`. */
  lines: NastyJson[];
  torn: boolean;
  summary: NastyJson | null;
  /** So many bytes of the media are missing at their end. */
  mediaCut: number;
  clip: { fromMs: number | null; toMs: number | null };
};

type Original = { key: RecordingKey; media: Buffer; tables: Buffer; lines: unknown[]; summary: unknown };

const key: RecordingKey = { cameraId: 'door', recordingId: '20261120T120000Z-aaaaaaaa' };
/** What may be said of media that are not what their index says. */
const spoiled = /^the media of a recording are spoiled: |the media end \d+ bytes before/;
/** Some lines to read, twice, and a movie of some seconds. */
const maxSteps = 3_000_000;

export const storageSurface: Surface<FolderInput> = {
  name: 'storage',
  async open() {
    const original = await record();
    return {
      inputs: inputsFrom(original),
      stepLimit: () => maxSteps,
      check: (input) => check(input, original),
    };
  },
};

async function record(): Promise<Original> {
  const storage = createMemoryStorage();
  const catalog = openCatalog(storage);
  await catalog.ready();
  catalog.close();
  const stream = createFixtureStream();
  let made: RecordingKey = key;
  const recorder = recordStream({
    cameraId: key.cameraId,
    live: stream,
    catalog,
    maxDurationMs: 3_600_000,
    onBegun: (recording) => {
      made = recording;
    },
  });
  createFixtureRun(stream).push(91);
  createFixtureRun(stream).push(61);
  stream.close();
  await recorder.done;
  const text = (await storage.readAll(made, 'index')).toString();
  const lines = text.trimEnd().split('\n');
  return {
    key: made,
    media: await storage.readAll(made, 'media'),
    tables: await storage.readAll(made, 'tables'),
    lines: lines.map((line) => JSON.parse(line) as unknown),
    summary: JSON.parse((await storage.readAll(made, 'summary')).toString()) as unknown,
  };
}

function inputsFrom({ lines, summary, media }: Original): Arbitrary<FolderInput> {
  const usual = lines.map((line) => nastyJson(fc.constant(line)));
  const any = nastyJson(fc.constantFrom(...lines));
  const timeMs = fc.option(
    fc.oneof(
      fc.integer({ min: -2000, max: 8000 }).map((ms) => fixtureNowMs + ms),
      fc.constantFrom(0, 8.64e15),
    ),
  );
  return fc.record({
    lines: fc.oneof({ weight: 4, arbitrary: fc.tuple(...usual) }, fc.array(any, { maxLength: 8 })),
    torn: fc.boolean(),
    summary: fc.option(nastyJson(fc.constant(summary))),
    mediaCut: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(media.length)),
    clip: fc.record({ fromMs: timeMs, toMs: timeMs }),
  });
}

async function check(input: FolderInput, { media, tables }: Original): Promise<void> {
  const storage = createMemoryStorage();
  const texts = input.lines.map((line) => nastyBytes(line).toString('latin1'));
  const index = texts.join('\n') + (input.torn ? '' : '\n');
  const kept = media.subarray(0, media.length - input.mediaCut);
  storage.put(key, 'index', Buffer.from(index, 'latin1'));
  storage.put(key, 'media', kept);
  storage.put(key, 'tables', tables);
  if (input.summary) storage.put(key, 'summary', nastyBytes(input.summary));
  const first = openCatalog(storage);
  await first.ready();
  first.close();
  const listed = first.list(key.cameraId);
  for (const summary of listed) judgeSummary(summary);
  for (const summary of listed) await judgeMedia(first, summary, { input, storage, mediaBytes: kept.length });
  const again = openCatalog(storage);
  await again.ready();
  again.close();
  const [before, after] = [listed, again.list(key.cameraId)].map((all) => JSON.stringify(all));
  must(before === after, () => `a second start lists ${after}, the first ${before}`);
}

function openCatalog(storage: ReturnType<typeof createMemoryStorage>): RecordingCatalog {
  const rules = { maxAgeMs: null, maxBytes: null, minFreeBytes: 0 };
  return new RecordingCatalog({ storage, rules, logger: silentLogger });
}

/** What lists print of it. */
function judgeSummary(summary: RecordingSummary): void {
  for (const ms of [summary.startedAtMs, summary.endedAtMs])
    must(!Number.isNaN(new Date(ms).getTime()), () => `${ms} is no date`);
  for (const value of [summary.durationMs, summary.byteLength, summary.segmentCount, summary.cutCount])
    must(Number.isFinite(value) && value >= 0, () => `a figure of a summary is ${value}`);
  must(summary.endReason !== undefined, () => 'nothing records it, and it has no end');
}

async function judgeMedia(
  catalog: RecordingCatalog,
  summary: RecordingSummary,
  { input, storage, mediaBytes }: { input: FolderInput; storage: RecordingStorage; mediaBytes: number },
): Promise<void> {
  const index = await catalog.indexOf(summary).catch(() => undefined);
  if (!index) return;
  const playlist = writeVodPlaylist(index);
  must(/#EXT-X-PLAYLIST-TYPE:VOD\n/.test(playlist) && playlist.endsWith('#EXT-X-ENDLIST\n'), () => playlist);
  const target = Number(/TARGETDURATION:(\d+)\n/.exec(playlist)?.[1]);
  for (const [, seconds] of playlist.matchAll(/#EXTINF:([^,]*),/g))
    must(Math.round(Number(seconds)) <= target, () => `${seconds} s with a target of ${target}`);
  for (const [name] of playlist.matchAll(/(?:init|seg)\d+\.(?:mp4|m4s)/g)) {
    const span = findVodFile(index, name);
    must(span !== undefined && span.at + span.byteLength <= mediaBytes, () => `${name} is not there`);
  }
  const range: ClipRange = { fromMs: input.clip.fromMs ?? undefined, toMs: input.clip.toMs ?? undefined };
  try {
    const readMedia = (span: ByteSpan) => catalog.readMedia(summary, span);
    const readTables = (span: ByteSpan) => storage.read(summary, 'tables', span);
    const movie = await planMovie({ index, readMedia, readTables }, range);
    if (!movie) return;
    must(!Number.isNaN(new Date(movie.startedAtMs).getTime()), () => `${movie.startedAtMs} is no date`);
    let length = 0;
    for await (const piece of movie.read()) length += piece.length;
    must(length === movie.byteLength, () => `${length} bytes of ${movie.byteLength}`);
  } catch (error) {
    must(spoiled.test((error as Error).message), () => (error as Error).stack ?? '');
  }
}
