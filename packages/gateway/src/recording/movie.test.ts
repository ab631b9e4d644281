import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ByteSpan } from '../storage/recording-storage.js';
import { decodeMedia } from '../testing/decoded-media.js';
import { fixtureNowMs } from '../testing/live-stream-fixture.js';
import { createRecordingFolder, keepRuns, type RecordingFolder } from '../testing/recording-fixture.js';
import type { ClipRange } from './clip.js';
import { planMovie } from './movie.js';
import { Movies } from './movies.js';
import type { RecordingCatalog } from './recording-catalog.js';
import type { RecordingSummary } from './recording-summary.js';

describe('planMovie', () => {
  let folder: RecordingFolder;
  let catalog: RecordingCatalog;
  let recording: RecordingSummary;
  before(async () => {
    folder = await createRecordingFolder();
    catalog = await folder.open();
    [recording] = (await keepRuns(catalog, [
      { seconds: 3 },
      { seconds: 2, afterMs: 2000, size: '640x360' },
      { seconds: 2, framesPerSecond: 15 },
    ])) as [RecordingSummary];
  });
  after(() => folder.remove());

  async function plan(range: ClipRange) {
    const index = await catalog.indexOf(recording);
    const readMedia = (span: ByteSpan) => catalog.readMedia(recording, span);
    const readTables = (span: ByteSpan) => folder.storage.read(recording, 'tables', span);
    return planMovie({ index, readMedia, readTables }, range);
  }

  async function makeMovie(range: ClipRange = {}) {
    const movie = await plan(range);
    assert.ok(movie);
    const parts: Buffer[] = [];
    for await (const part of movie.read()) parts.push(part);
    const bytes = Buffer.concat(parts);
    assert.equal(bytes.length, movie.byteLength);
    return { movie, bytes, ...(await decodeMedia(bytes)) };
  }

  it('makes one file of all runs that decoders take without a complaint', async () => {
    const { bytes, complaints, packets, pictureHashes, streams } = await makeMovie();
    assert.equal(complaints, '');
    assert.equal(bytes.toString('latin1', 4, 8), 'ftyp');
    assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'));
    const video = packets.filter(({ codecType }) => codecType === 'video');
    assert.equal(video.length, 75 + 50 + 30);
    assert.equal(pictureHashes.length, 75 + 50 + 30);
    assert.deepEqual(
      streams.map(({ codecType }) => codecType),
      ['video', 'audio'],
    );
    assert.equal(video[0]!.ptsSeconds, 0);
    const [firstSound] = packets.filter(({ codecType }) => codecType === 'audio');
    assert.ok(Math.abs(firstSound!.ptsSeconds) < 0.1, `${firstSound!.ptsSeconds}`);
    assert.ok(bytes.length < recording.byteLength, 'a sample costs less than a fragment');
  });

  for (const [fromMs, toMs, startsAtMs, frameCount] of [
    [0, 1000, 0, 25],
    [1500, 2000, 1000, 25],
    [999, 1001, 0, 26],
    [1000, 1001, 1000, 1],
    [2960, 3000, 2000, 25],
  ] as const)
    it(`cuts ${fromMs} to ${toMs} ms from the keyframe before it, to the picture`, async () => {
      const at = (ms: number): number => recording.startedAtMs + ms;
      const { movie, complaints, packets } = await makeMovie({ fromMs: at(fromMs), toMs: at(toMs) });
      assert.equal(complaints, '');
      assert.equal(movie.startedAtMs, at(startsAtMs));
      const video = packets.filter(({ codecType }) => codecType === 'video');
      assert.equal(video.length, frameCount);
      assert.ok(video[0]!.isKeyframe);
    });

  it('takes a clip across a restart, and shows the last picture where nothing was', async () => {
    const from = recording.startedAtMs + 2000;
    const { complaints, packets } = await makeMovie({ fromMs: from, toMs: from + 4000 });
    assert.equal(complaints, '');
    const video = packets.filter(({ codecType }) => codecType === 'video');
    // The second run began two seconds after the last picture of the first one was taken, 40 ms before its end.
    assert.equal(video.length, 25 + 26);
  });

  it('reads no segment before its first bytes', async () => {
    const index = await catalog.indexOf(recording);
    const read: number[] = [];
    const movie = await planMovie({
      index,
      readMedia: (span) => {
        read.push(span.at);
        return catalog.readMedia(recording, span);
      },
      readTables: (span) => folder.storage.read(recording, 'tables', span),
    });
    const { value: head } = await movie!.read().next();
    assert.ok(head);
    assert.deepEqual(
      read,
      index.inits.map(({ at }) => at),
    );
  });

  it('has a chunk for each segment and track', async () => {
    const { bytes } = await makeMovie();
    const chunkCounts = [...bytes.toString('latin1', 0, bytes.indexOf('mdat')).matchAll(/co64/g)].map(
      ({ index }) => bytes.readUInt32BE(index + 8),
    );
    assert.deepEqual(chunkCounts, [recording.segmentCount, recording.segmentCount]);
  });

  it('is read from any byte to any other, and reads no segment that it needs not', async () => {
    const { bytes } = await makeMovie();
    let readCount = 0;
    const movie = await planMovie({
      index: await catalog.indexOf(recording),
      readMedia: (span) => {
        readCount += 1;
        return catalog.readMedia(recording, span);
      },
      readTables: (span) => folder.storage.read(recording, 'tables', span),
    });
    readCount = 0;
    const random = createRandom(1);
    const mediaAt = bytes.indexOf('mdat') + 12;
    const spans = Array.from({ length: 200 }, () => {
      const at = Math.floor(random() * bytes.length);
      return [at, 1 + Math.floor(random() * Math.min(bytes.length - at, 20_000))] as const;
    });
    const edges = [
      [0, 10],
      [mediaAt - 5, 20],
      [mediaAt, 1],
      [bytes.length - 1, 1],
    ] as const;
    for (const [at, byteLength] of [...edges, ...spans]) {
      const parts: Buffer[] = [];
      const readBefore = readCount;
      for await (const part of movie!.read({ at, byteLength })) parts.push(part);
      assert.ok(Buffer.concat(parts).equals(bytes.subarray(at, at + byteLength)), `${byteLength} at ${at}`);
      assert.ok(readCount - readBefore <= 4, `${readCount - readBefore} segments for 20 kB`);
    }
  });

  for (const [what, readTables] of [
    ['missing', () => Promise.reject(new Error('ENOENT'))],
    ['cut off', async () => Buffer.alloc(0)],
    ['zeros, as a loss of power leaves them', async ({ byteLength }: ByteSpan) => Buffer.alloc(byteLength)],
  ] as const)
    it(`is the same where tables are ${what}`, async () => {
      const { bytes } = await makeMovie();
      const movie = await planMovie({
        index: await catalog.indexOf(recording),
        readMedia: (span) => catalog.readMedia(recording, span),
        readTables,
      });
      const parts: Buffer[] = [];
      for await (const part of movie!.read()) parts.push(part);
      assert.ok(Buffer.concat(parts).equals(bytes));
    });

  it('is not made any further when nobody waits for it', async () => {
    const leaving = new AbortController();
    leaving.abort(new Error('left'));
    const index = await catalog.indexOf(recording);
    const readMedia = (span: ByteSpan) => catalog.readMedia(recording, span);
    const readTables = (span: ByteSpan) => folder.storage.read(recording, 'tables', span);
    await assert.rejects(planMovie({ index, readMedia, readTables, signal: leaving.signal }), /left/);
  });

  it('is none where nothing was recorded', async () => {
    assert.equal(await plan({ fromMs: fixtureNowMs + 3_600_000 }), undefined);
    assert.equal(await plan({ toMs: fixtureNowMs - 3_600_000 }), undefined);
  });
});

describe('a clip of a camera with a keyframe in three seconds', () => {
  let folder: RecordingFolder;
  before(async () => {
    folder = await createRecordingFolder();
  });
  after(() => folder.remove());

  for (const fromMs of [1500, 2990, 3100, 4400, 5900])
    it(`has the keyframe before ${fromMs} ms, and what is wanted`, async () => {
      const catalog = await folder.open();
      // Segments of a second end without keyframes, and where a keyframe comes it is not the first picture of its segment.
      const video = ['-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-g', '80'];
      const [recording] = await keepRuns(catalog, [{ seconds: 8, sound: 'none', video }]);
      const movies = new Movies({ catalog, storage: folder.storage });
      const from = recording!.startedAtMs + fromMs;
      const key = { grant: 'ada', cameraId: recording!.cameraId, recordingId: recording!.recordingId };
      const { movie } = await movies.open({ key, range: { fromMs: from, toMs: from + 1000 } });
      const keyframeMs = fromMs < 3200 ? 0 : 3200;
      assert.equal(movie.startedAtMs - recording!.startedAtMs, keyframeMs);
      const parts: Buffer[] = [];
      for await (const part of movie.read()) parts.push(part);
      const { complaints, packets } = await decodeMedia(Buffer.concat(parts));
      assert.equal(complaints, '');
      assert.ok(packets[0]!.isKeyframe);
      const frameCount = (fromMs + 1000 - keyframeMs) / 40;
      assert.ok(Math.abs(packets.length - frameCount) <= 1, `${packets.length} of ${frameCount}`);
    });
});

/** Numbers from 0 to 1, the same in each run (a linear congruential generator). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
