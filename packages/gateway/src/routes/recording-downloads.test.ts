import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.js';
import { handleErrors } from '../http/problem-response.js';
import { AnswerSlots, downloadLimits } from '../limits/answer-slots.js';
import { Movies } from '../recording/movies.js';
import { PlaybackGrants } from '../recording/playback-grants.js';
import type { RecordingCatalog } from '../recording/recording-catalog.js';
import type { RecordingSummary } from '../recording/recording-summary.js';
import { createRecordingFolder, keepRuns, type RecordingFolder } from '../testing/recording-fixture.js';
import { createRecordingDownloads } from './recording-downloads.js';

describe('the MP4 of a recording', () => {
  let folder: RecordingFolder;
  let catalog: RecordingCatalog;
  let recording: RecordingSummary;
  before(async () => {
    folder = await createRecordingFolder();
    catalog = await folder.open();
    [recording] = (await keepRuns(catalog, [{ seconds: 4 }])) as [RecordingSummary];
  });
  after(() => folder.remove());

  function open() {
    const grants = new PlaybackGrants();
    const { grant } = grants.open(recording, undefined);
    const acts: string[] = [];
    const app = new Hono<AppEnv>();
    app.use((c, next) => {
      c.set('sharedHeaders', {} as AppEnv['Variables']['sharedHeaders']);
      return next();
    });
    app.onError(handleErrors(() => {}));
    app.route(
      '/',
      createRecordingDownloads({
        grants,
        movies: new Movies({ catalog, storage: folder.storage }),
        posters: { of: () => Promise.reject(new Error('none')) },
        slots: new AnswerSlots(downloadLimits),
        stalledTimeoutMs: 30_000,
        audit: (_c, { from, to }, act) => acts.push([act, from, to].join(' ').trim()),
      }),
    );
    const url = `/recordings/${grant}/${recording.cameraId}/recording.mp4`;
    const ask = (headers: Record<string, string> = {}, { method = 'GET', query = '' } = {}) =>
      app.request(`${url}${query}`, { method, headers });
    return { grants, acts, ask };
  }

  const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

  it('is shown in a page, and saved where that is asked for', async () => {
    const { ask } = open();
    const shown = await ask();
    assert.match(
      shown.headers.get('Content-Disposition')!,
      /^inline; filename="front-door-\d{8}T\d{6}Z\.mp4"$/,
    );
    assert.equal(shown.headers.get('Accept-Ranges'), 'bytes');
    const saved = await ask({}, { query: '?download' });
    assert.match(saved.headers.get('Content-Disposition')!, /^attachment; /);
    assert.ok((await bytesOf(shown)).equals(await bytesOf(saved)));
  });

  it('has ranges, as of a file', async () => {
    const { ask } = open();
    const whole = await bytesOf(await ask());
    const length = whole.length;
    for (const [range, at, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=0-', 0, length],
      ['bytes=1000-9999', 1000, 10_000],
      [`bytes=${length - 1000}-${length + 1000}`, length - 1000, length],
      ['bytes=-500', length - 500, length],
    ] as const) {
      const part = await ask({ Range: range });
      assert.equal(part.status, 206, range);
      assert.equal(part.headers.get('Content-Range'), `bytes ${at}-${end - 1}/${length}`);
      assert.equal(part.headers.get('Content-Length'), `${end - at}`);
      assert.ok((await bytesOf(part)).equals(whole.subarray(at, end)), range);
    }
    const beyond = await ask({ Range: `bytes=${length}-` });
    assert.deepEqual([beyond.status, beyond.headers.get('Content-Range')], [416, `bytes */${length}`]);
  });

  it('is resumed where it is still the same, and begun anew where it is not', async () => {
    const { ask } = open();
    const etag = (await ask()).headers.get('ETag')!;
    assert.match(etag, /^"[^",]+"$/);
    assert.equal((await ask({ Range: 'bytes=10-19', 'If-Range': etag })).status, 206);
    const other = (await ask({}, { query: `?from=${new Date(recording.startedAtMs + 1500).toISOString()}` }))
      .headers;
    assert.notEqual(other.get('ETag'), etag);
    const anew = await ask({ Range: 'bytes=10-19', 'If-Range': other.get('ETag')! });
    assert.equal(anew.status, 200);
  });

  it('is described without a download', async () => {
    const { ask, acts } = open();
    const length = (await bytesOf(await ask())).length;
    acts.length = 0;
    // More often than there may be downloads.
    for (let count = 0; count < 10; count++) {
      const head = await ask({}, { method: 'HEAD' });
      assert.deepEqual([head.status, head.headers.get('Content-Length')], [200, `${length}`]);
      assert.equal((await bytesOf(head)).length, 0);
    }
    assert.deepEqual(acts, []);
  });

  it('ends on its way with the right to it', async () => {
    const { ask, grants } = open();
    const reader = (await ask()).body!.getReader();
    assert.ok((await reader.read()).value);
    grants.forget(recording);
    await assert.rejects(async () => {
      while (!(await reader.read()).done);
    }, /right to play has ended/);
  });

  it('is had six times at once under a grant; who leaves makes room', async () => {
    const { ask } = open();
    const bodies = (await Promise.all(Array.from({ length: 6 }, () => ask()))).map(({ body }) => body!);
    assert.equal((await ask()).status, 429);
    await bodies[0]!.cancel();
    assert.equal((await ask({ Range: 'bytes=0-9' })).status, 206);
  });

  it('is refused without holding a place', async () => {
    const { ask } = open();
    for (let count = 0; count < 10; count++) {
      assert.equal((await ask({}, { query: '?from=yesterday' })).status, 400);
      assert.equal((await ask({}, { query: '?to=2020-01-01T00:00:00Z' })).status, 404);
      assert.equal((await ask({ Range: 'bytes=999999999-' })).status, 416);
    }
    assert.equal((await ask()).status, 200);
  });

  it('is a line in the log for each file, with the times of a clip, however often it is seeked in', async () => {
    const { ask, acts } = open();
    const from = new Date(recording.startedAtMs + 1000).toISOString();
    for (const range of ['bytes=0-', 'bytes=5000-', 'bytes=900-1000'])
      await (await ask({ Range: range })).body?.cancel();
    await (await ask({}, { query: `?from=${from}` })).body?.cancel();
    assert.deepEqual(acts, ['downloaded a recording', `downloaded a clip of a recording ${from}`]);
  });
});
