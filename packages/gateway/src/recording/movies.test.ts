import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRecordingFolder, keepRuns, type RecordingFolder } from '../testing/recording-fixture.js';
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

  /** As it stood when two of its four seconds were recorded. */
  async function growing(): Promise<Pick<RecordingCatalog, 'indexOf' | 'readMedia'>> {
    const { segments, ...index } = await catalog.indexOf(recording);
    const sofar = { ...index, segments: segments.slice(0, 2), endReason: undefined };
    return { indexOf: async () => sofar, readMedia: (key, span) => catalog.readMedia(key, span) };
  }

  it('keeps one that is asked for again', async () => {
    const movies = new Movies({ catalog, storage: folder.storage });
    const first = await movies.open(recording, {});
    assert.equal(first.kind, 'settled');
    assert.equal((await movies.open(recording, {})).movie, first.movie);
    assert.notEqual((await movies.open(recording, { fromMs: recording.startedAtMs })).movie, first.movie);
  });

  it('lets go of the one that was not asked for the longest', async () => {
    const { movie } = await new Movies({ catalog, storage: folder.storage }).open(recording, {});
    const movies = new Movies({ catalog, storage: folder.storage, maxHeldBytes: 2 * movie.heldBytes });
    const fromMs = recording.startedAtMs;
    const whole = await movies.open(recording, {});
    const same = await movies.open(recording, { fromMs });
    await movies.open(recording, {});
    await movies.open(recording, { fromMs: fromMs + 1 });
    assert.equal((await movies.open(recording, {})).movie, whole.movie);
    assert.notEqual((await movies.open(recording, { fromMs })).movie, same.movie);
  });

  it('makes one that grows anew each time, but for a clip of what is there', async () => {
    const movies = new Movies({ catalog: await growing(), storage: folder.storage });
    const whole = await movies.open(recording, {});
    assert.equal(whole.kind, 'growing');
    assert.notEqual((await movies.open(recording, {})).movie, whole.movie);
    const range = { fromMs: recording.startedAtMs, toMs: recording.startedAtMs + 1500 };
    const clip = await movies.open(recording, range);
    assert.equal(clip.kind, 'settled');
    const later = await new Movies({ catalog, storage: folder.storage }).open(recording, range);
    const [bytes, laterBytes] = await Promise.all(
      [clip.movie, later.movie].map(async (movie) => {
        const parts: Buffer[] = [];
        for await (const part of movie.read()) parts.push(part);
        return Buffer.concat(parts);
      }),
    );
    assert.ok(bytes!.equals(laterBytes!));
  });
});
