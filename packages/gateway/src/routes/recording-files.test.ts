/** The files of a recording on a real server: who takes nothing of them holds no more than a few. */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { AnswerSlots, playbackLimits } from '../limits/answer-slots.js';
import { PlaybackGrants } from '../recording/playback-grants.js';
import type { RecordingCatalog } from '../recording/recording-catalog.js';
import type { RecordingSummary } from '../recording/recording-summary.js';
import { serveGateway } from '../server.js';
import { createFixtureApp } from '../testing/app-fixture.js';
import { connectRaw } from '../testing/raw-client.js';
import { createRecordingFolder, keepRuns, type RecordingFolder } from '../testing/recording-fixture.js';
import { createRecordingFiles } from './recording-files.js';

describe('the files of a recording', () => {
  let folder: RecordingFolder;
  let catalog: RecordingCatalog;
  let recording: RecordingSummary;
  before(async () => {
    folder = await createRecordingFolder();
    catalog = await folder.open();
    [recording] = (await keepRuns(catalog, [{ seconds: 4 }])) as [RecordingSummary];
  });
  after(() => folder.remove());

  /** Nothing is read before `go`. */
  async function serve(t: TestContext) {
    const grants = new PlaybackGrants();
    const { grant } = grants.open(recording, undefined, { owner: 'ada' });
    const reading = { count: 0, go: () => {} };
    const held = new Promise<void>((resolve) => {
      reading.go = resolve;
    });
    const routes = createRecordingFiles({
      grants,
      slots: new AnswerSlots(playbackLimits),
      catalog: {
        indexOf: (key) => catalog.indexOf(key),
        async readMedia(key, span) {
          reading.count += 1;
          await held;
          return catalog.readMedia(key, span);
        },
      },
    });
    const app = createFixtureApp().route('/', routes);
    const server = await serveGateway(app, { host: '127.0.0.1', port: 0 });
    t.after(() => server.close());
    const url = `http://127.0.0.1:${server.port}/recordings/${grant}/${recording.cameraId}`;
    return { url, reading };
  }

  it('are read one at a time for who asks for many before it is answered', async (t) => {
    const { url, reading } = await serve(t);
    const { pathname } = new URL(url);
    const client = await connectRaw(url);
    for (let count = 0; count < 50; count++) client.get(`${pathname}/seg0.m4s`);
    // What was asked for later is answered.
    assert.equal((await fetch(`${url}/index.m3u8`)).status, 200);
    assert.equal(reading.count, 1);
    reading.go();
    assert.match(await client.until('HTTP/1.1 429'), /^HTTP\/1\.1 200/);
    client.socket.destroy();
  });

  it('are held so many at a time, and further ones wait until some are taken or their client leaves', async (t) => {
    const { url, reading } = await serve(t);
    const leaving = new AbortController();
    const ask = (signal: AbortSignal | null = null) => fetch(`${url}/seg0.m4s`, { signal });
    const left = Promise.allSettled(Array.from({ length: 64 }, () => ask(leaving.signal)));
    while (reading.count < 64) await delay(5);
    const waiting = Array.from({ length: 100 }, () => ask());
    await fetch(url);
    assert.equal(reading.count, 64);
    leaving.abort();
    await left;
    while (reading.count < 128) await delay(5);
    reading.go();
    const answers = await Promise.all(waiting);
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    assert.equal(reading.count, 164);
  });
});
