import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeMedia } from '../testing/decoded-media.js';
import { fixtureNowMs } from '../testing/live-stream-fixture.js';
import { createRecordingFolder, keepRuns, type RecordingFolder } from '../testing/recording-fixture.js';
import { type ClipRange, planMovie } from './movie.js';
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

  async function makeMovie(range: ClipRange = {}) {
    const movie = await planMovie(
      {
        index: await catalog.indexOf(recording),
        readMedia: (span) => catalog.readMedia(recording, span),
      },
      range,
    );
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

  it('reads any part of it, and of the media no more than it needs', async () => {
    const { bytes } = await makeMovie();
    let readCount = 0;
    const movie = await planMovie({
      index: await catalog.indexOf(recording),
      readMedia: (span) => {
        readCount += 1;
        return catalog.readMedia(recording, span);
      },
    });
    const head = bytes.indexOf('mdat') + 4;
    for (const [at, byteLength] of [
      [0, bytes.length],
      [0, 10],
      [head - 5, 20],
      [head + 1, 1],
      [Math.floor(bytes.length / 2), 100_000],
      [bytes.length - 1, 1],
    ] as const) {
      const parts: Buffer[] = [];
      for await (const part of movie!.read({ at, byteLength })) parts.push(part);
      assert.ok(Buffer.concat(parts).equals(bytes.subarray(at, at + byteLength)), `${byteLength} from ${at}`);
      if (byteLength < 100) assert.ok(parts.length <= 2);
    }
    readCount = 0;
    for await (const part of movie!.read({ at: bytes.length - 1, byteLength: 1 }))
      assert.equal(part.length, 1);
    assert.equal(readCount, 1);
  });

  it('takes a clip across a restart, and shows the last picture where nothing was', async () => {
    const from = recording.startedAtMs + 2000;
    const { complaints, packets } = await makeMovie({ fromMs: from, toMs: from + 4000 });
    assert.equal(complaints, '');
    const video = packets.filter(({ codecType }) => codecType === 'video');
    // The second run began two seconds after the last picture of the first one was taken, 40 ms before its end.
    assert.equal(video.length, 25 + 26);
  });

  it('is none where nothing was recorded', async () => {
    const index = await catalog.indexOf(recording);
    const readMedia = (span: { at: number; byteLength: number }) => catalog.readMedia(recording, span);
    const plan = (range: ClipRange) => planMovie({ index, readMedia }, range);
    assert.equal(await plan({ fromMs: fixtureNowMs + 3_600_000 }), undefined);
    assert.equal(await plan({ toMs: fixtureNowMs - 3_600_000 }), undefined);
  });
});
