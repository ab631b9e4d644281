/** Recordings whose folder goes away with its disk, and comes back. */
import assert from 'node:assert/strict';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayError } from '../errors/gateway-error.js';
import { silentLogger } from '../log/logger.js';
import { within } from '../testing/deadline.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import {
  createRecordingFolder,
  fixtureCameraId,
  keepRuns,
  type RecordingFolder,
  writeVodPlaylist,
} from '../testing/recording-fixture.js';
import { RecordingCatalog } from './recording-catalog.js';
import type { RecordingSummary } from './recording-summary.js';
import { recordStream } from './stream-recorder.js';

const hasCode = (code: string) => (error: unknown) => (error as GatewayError).code === code;
const second = { seconds: 1, sound: 'none' } as const;
const wholePlaylist = /TYPE:VOD\n[\s\S]*seg0\.m4s[\s\S]*ENDLIST/;

describe('recordings whose folder is away', () => {
  let folder: RecordingFolder;
  let catalog: RecordingCatalog;
  beforeEach(async () => {
    folder = await createRecordingFolder();
    catalog = new RecordingCatalog({
      storage: folder.storage,
      rules: { maxAgeMs: null, maxBytes: null, minFreeBytes: 0 },
      sweepEveryMs: 20,
      logger: silentLogger,
    });
    await catalog.ready();
  });
  afterEach(async () => {
    catalog.close();
    await folder.remove();
    await rm(away(), { recursive: true, force: true });
  });

  const away = (): string => `${folder.path}-away`;
  const takeAway = (): Promise<void> => rename(folder.path, away());
  const bringBack = (): Promise<void> => rename(away(), folder.path);
  const listedIds = (): string[] => catalog.list(fixtureCameraId).map(({ recordingId }) => recordingId);

  const until = (isMet: () => boolean, what: string): Promise<void> =>
    within(
      (async () => {
        while (!isMet()) await delay(2);
      })(),
      what,
    );

  /** A stream that is recorded, of which something is kept. */
  async function beginRecording() {
    const stream = createFixtureStream();
    const begun: RecordingSummary[] = [];
    const recorder = recordStream({
      cameraId: fixtureCameraId,
      live: stream,
      catalog,
      maxDurationMs: 3_600_000,
      onBegun: (recording) => begun.push(recording),
    });
    recorder.done.catch(() => {});
    const { push } = createFixtureRun(stream);
    push(61);
    await until(() => begun.length > 0, 'a recording');
    return { recorder, recording: begun[0]!, push, end: () => stream.close() };
  }

  it('are neither deleted nor forgotten', async () => {
    const [one] = await keepRuns(catalog, [second]);
    await takeAway();
    await assert.rejects(catalog.remove(one!), hasCode('storage_failed'));
    await assert.rejects(catalog.indexOf(one!), hasCode('storage_failed'));
    await assert.rejects(catalog.readMedia(one!, { at: 0, byteLength: 1 }), hasCode('storage_failed'));
    assert.deepEqual(listedIds(), [one!.recordingId]);
    await bringBack();
    assert.match(writeVodPlaylist(await catalog.indexOf(one!)), wholePlaylist);
    await catalog.remove(one!);
    assert.deepEqual(await readdir(join(folder.path, fixtureCameraId)), []);
  });

  it('are kept as far as they were made', async () => {
    const { recorder, recording, push, end } = await beginRecording();
    await takeAway();
    push(60);
    end();
    await assert.rejects(recorder.done, hasCode('storage_failed'));
    assert.deepEqual(listedIds(), [recording.recordingId]);
    await bringBack();
    assert.match(writeVodPlaylist(await catalog.indexOf(recording)), wholePlaylist);
  });

  it('are listed anew when another one is in its place, and what is being written there stays as it is', async () => {
    await keepRuns(catalog, [second]);
    const other = await createRecordingFolder();
    const [found] = await keepRuns(await other.open(), [second]);
    await other.storage.close();
    await takeAway();
    await rename(other.path, folder.path);
    const { recorder, recording, push, end } = await beginRecording();
    const pastOnly = { cameraId: fixtureCameraId, recordingId: '20261120T120000Z-aaaaaaaa' };
    const past = await folder.storage.create(pastOnly, 'media');
    const there = [found!.recordingId, recording.recordingId].sort().reverse();
    await until(() => listedIds().join() === there.join(), 'what is there');
    push(60);
    end();
    await Promise.all([recorder.done, past.close()]);
    assert.deepEqual(listedIds(), there);
    for (const one of catalog.list(fixtureCameraId))
      assert.match(writeVodPlaylist(await catalog.indexOf(one)), wholePlaylist);
    const names = await readdir(join(folder.path, fixtureCameraId));
    assert.deepEqual(names.sort(), [...there, pastOnly.recordingId].sort());
  });
});
