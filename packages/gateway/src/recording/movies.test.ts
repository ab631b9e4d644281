import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRecordingFolder, keepRuns, type RecordingFolder } from '../testing/recording-fixture.js';
import type { ClipRange } from './clip.js';
import type { RecordingIndex } from './index-lines.js';
import type { Movie } from './movie.js';
import { Movies } from './movies.js';
import type { RecordingCatalog } from './recording-catalog.js';
import type { RecordingSummary } from './recording-summary.js';

describe('Movies', () => {
  let folder: RecordingFolder;
  let catalog: RecordingCatalog;
  let recording: RecordingSummary;
  before(async () => {
    folder = await createRecordingFolder();
    catalog = await folder.open();
    [recording] = (await keepRuns(catalog, [{ seconds: 4, sound: 'none' }])) as [RecordingSummary];
  });
  after(() => folder.remove());

  const open = (movies: Movies, range: ClipRange = {}, { grant = 'ada', isLater = false } = {}) => {
    const { cameraId, recordingId } = recording;
    return movies.open({ key: { grant, cameraId, recordingId }, range, isLater });
  };
  const bytesOf = async (movie: Movie): Promise<Buffer> => {
    const parts: Buffer[] = [];
    for await (const part of movie.read()) parts.push(part);
    return Buffer.concat(parts);
  };

  /** A recording of which there is as much as it says. */
  async function growing() {
    const { segments, ...index } = await catalog.indexOf(recording);
    const state = { segmentCount: 2, isFinished: false };
    const indexOf = async (): Promise<RecordingIndex> => ({
      ...index,
      segments: segments.slice(0, state.segmentCount),
      endReason: state.isFinished ? 'stopped' : undefined,
    });
    const readMedia: RecordingCatalog['readMedia'] = (key, span) => catalog.readMedia(key, span);
    return { state, movies: new Movies({ catalog: { indexOf, readMedia }, storage: folder.storage }) };
  }

  it('keeps one that is asked for again, by whomever, and knows who was sent it', async () => {
    const movies = new Movies({ catalog, storage: folder.storage });
    const first = await open(movies);
    const again = await open(movies);
    const other = await open(movies, {}, { grant: 'ben' });
    assert.deepEqual([again.movie, other.movie], [first.movie, first.movie]);
    assert.deepEqual(
      [first.noteSent(), again.noteSent(), other.noteSent()],
      ['first time', 'again', 'first time'],
    );
    assert.notEqual((await open(movies, { fromMs: recording.startedAtMs })).movie, first.movie);
  });

  it('lets go of the one that was not asked for the longest', async () => {
    const movies = new Movies({ catalog, storage: folder.storage, maxHeldBytes: 2 * 64 * 1024 });
    const fromMs = recording.startedAtMs;
    const whole = await open(movies);
    const same = await open(movies, { fromMs });
    await open(movies);
    await open(movies, { fromMs: fromMs + 1 });
    assert.equal((await open(movies)).movie, whole.movie);
    assert.notEqual((await open(movies, { fromMs })).movie, same.movie);
  });

  it('lets a player go on with what it knows while a recording grows, and when it ends', async () => {
    const { movies, state } = await growing();
    const known = await open(movies);
    known.noteSent();
    state.segmentCount = 3;
    assert.equal((await open(movies, {}, { isLater: true })).movie, known.movie);
    const grown = await open(movies, {}, { isLater: true, grant: 'eve' });
    assert.ok(grown.movie.byteLength > known.movie.byteLength);
    assert.equal((await open(movies)).movie, grown.movie, 'who begins anew gets all there is');
    state.isFinished = true;
    assert.equal((await open(movies, {}, { isLater: true })).movie, known.movie);
  });

  it('has the same clip of what is there, whatever comes later', async () => {
    const { movies, state } = await growing();
    const range = { fromMs: recording.startedAtMs, toMs: recording.startedAtMs + 1500 };
    const { movie } = await open(movies, range);
    state.segmentCount = 4;
    assert.equal((await open(movies, range)).movie, movie);
    const later = await open(new Movies({ catalog, storage: folder.storage }), range);
    assert.ok((await bytesOf(movie)).equals(await bytesOf(later.movie)));
  });

  it('forgets what could not be planned', async () => {
    const movies = new Movies({ catalog, storage: folder.storage });
    const nothing = { fromMs: recording.endedAtMs + 1000 };
    for (let count = 0; count < 2; count++)
      await assert.rejects(open(movies, nothing), { code: 'not_found' });
  });
});
