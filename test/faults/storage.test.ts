/** What breaks under recordings: a disk that is full, hangs, is taken away. The recording ends with an error, live video never. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../support/deadline.js';
import { openSession } from '../support/gateway-client.js';
import { complaintsOf } from '../support/recordings/foreign-readers.js';
import { createRecordingClient, type RecordingClient } from '../support/recordings/recording-client.js';
import { cameraId, type FaultSite, openFaultSite } from './fault-site.js';
import { type FilmOptions, film } from './filmed-pictures.js';
import { mountDisk, whyNoDisk } from './small-disk.js';
import type { SteadyViewer } from './steady-viewer.js';

const noDisk = whyNoDisk();
const megabyte = 1_000_000;
/** A viewer counts this much without anything new as a picture that stands still. */
const maxStillMs = 1500;
/** The storage is looked at each five seconds, and so it is noticed that a folder is gone. */
const noticedWithinMs = 8000;

describe('the storage of recordings', () => {
  const opened: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
  });

  type Stage = {
    site: FaultSite;
    viewer: SteadyViewer;
    client: RecordingClient;
    failures(): Promise<number>;
  };

  /** A camera that is recorded there, and somebody who watches it live. */
  async function record(
    path: string,
    mode: 'always' | 'on-demand',
    options: FilmOptions = {},
  ): Promise<Stage> {
    const site = await openFaultSite({ recording: { mode, path, minFreeBytes: 0 } });
    opened.push(site);
    await site.camera({ film: await film({ bitsPerSecond: 4_000_000, size: '640x480', ...options }) });
    const viewer = await site.viewer();
    const client = createRecordingClient(site.url, cameraId);
    const failures = () => site.metric('rpi_live_camera_recording_failures_total', cameraId);
    return { site, viewer, client, failures };
  }

  async function temporaryFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'recordings-'));
    opened.push({ close: () => rm(folder, { recursive: true }) });
    return folder;
  }

  const failed = (site: FaultSite, code: string, withinMs?: number) =>
    site.log.waitFor(new RegExp(`a recording failed; live video goes on .*"code":"${code}"`), withinMs);

  /** Nothing of it was to be seen: the same session, no gap, no discontinuity, nothing late. */
  async function assertUnseen(t: TestContext, viewer: SteadyViewer): Promise<void> {
    const tookMs = await viewer.untilFresh({ sinceMs: performance.now() });
    assert.ok(tookMs < maxStillMs, `${Math.round(tookMs)} ms without a picture`);
    assert.deepEqual([viewer.complaints, viewer.discontinuityCount], [[], 0]);
    t.diagnostic(`the longest time between two parts was ${Math.round(viewer.longestStillMs)} ms`);
    assert.ok(viewer.longestStillMs < maxStillMs);
  }

  it('that is full ends the recording, and the next one begins when there is room', {
    skip: noDisk,
  }, async (t) => {
    const disk = await mountDisk('tmpfs', 4 * megabyte);
    opened.push(disk);
    const { site, viewer, client, failures } = await record(disk.path, 'always');
    await failed(site, 'storage_full', 20_000);
    assert.ok((await failures()) >= 1);
    const [full] = (await client.list()).filter(({ state }) => state === 'finished');
    assert.equal(full?.endReason, 'storage_full');
    const { hlsUrl, mp4Url } = await client.play(full!.id);
    assert.match(await (await fetch(hlsUrl)).text(), /#EXT-X-ENDLIST/);
    for (const url of [hlsUrl, mp4Url]) assert.equal(await complaintsOf(url), '');
    await assertUnseen(t, viewer);
    for (const { id, state } of await client.list()) if (state === 'finished') await client.remove(id);
    const sinceMs = performance.now();
    await client.untilRecording(1000);
    t.diagnostic(`recorded again after ${Math.round(performance.now() - sinceMs)} ms`);
    await assertUnseen(t, viewer);
  });

  it('that hangs for a while costs nothing, not even the recording', { skip: noDisk }, async (t) => {
    const disk = await mountDisk('ext4', 64 * megabyte);
    opened.push(disk);
    const { site, viewer, client, failures } = await record(disk.path, 'always');
    const { id } = await client.untilRecording(1000);
    await disk.freeze();
    try {
      await delay(6000);
      await (await openSession(site.url, cameraId)).close();
      await assertUnseen(t, viewer);
    } finally {
      await disk.thaw();
    }
    const recording = await client.untilRecording(8000);
    assert.deepEqual([recording.id, recording.cutCount, await failures()], [id, 0, 0]);
    await assertUnseen(t, viewer);
  });

  it('that hangs for long ends the recording, and the next one begins when it goes on', {
    skip: noDisk,
  }, async (t) => {
    const disk = await mountDisk('ext4', 128 * megabyte);
    opened.push(disk);
    const { site, viewer, client } = await record(disk.path, 'always', { bitsPerSecond: 30_000_000 });
    const { id } = await client.untilRecording(1000);
    await disk.freeze();
    try {
      await failed(site, 'storage_failed', 40_000);
      await assertUnseen(t, viewer);
    } finally {
      await disk.thaw();
    }
    const hasEnded = async () => (await client.get(id)).endReason === 'storage_too_slow';
    await until(hasEnded, { what: 'what waited to be written down', withinMs: 10_000 });
    await client.untilRecording(1000);
    await assertUnseen(t, viewer);
  });

  for (const { title, strike } of [
    { title: 'whose folder is removed ends the recording, until it is there again', strike: async () => {} },
    {
      title: 'whose folder is replaced by a file ends the recording, until it is there again',
      strike: (path: string) => writeFile(path, ''),
    },
  ])
    it(title, async (t) => {
      const path = join(await temporaryFolder(), 'recordings');
      const { site, viewer, client, failures } = await record(path, 'always');
      const { id } = await client.untilRecording(1000);
      await rename(path, `${path}-away`);
      await strike(path);
      await failed(site, 'storage_failed', noticedWithinMs);
      assert.equal(await failures(), 1);
      await assertUnseen(t, viewer);
      await rm(path, { recursive: true, force: true });
      await mkdir(path);
      const next = await client.untilRecording(1000);
      assert.notEqual(next.id, id);
      await assertUnseen(t, viewer);
    });

  it('whose folder is taken away keeps what it has, and is recorded to again when it is back', async (t) => {
    const path = join(await temporaryFolder(), 'recordings');
    const { site, viewer, client } = await record(path, 'always');
    const { id } = await client.untilRecording(1000);
    await rename(path, `${path}-away`);
    await failed(site, 'storage_failed', noticedWithinMs);
    await assert.rejects(client.remove(id), /50\d storage_failed/);
    await rename(`${path}-away`, path);
    const sinceMs = performance.now();
    const next = await client.untilRecording(1000);
    t.diagnostic(`recorded again after ${Math.round(performance.now() - sinceMs)} ms`);
    assert.notEqual(next.id, id);
    const { hlsUrl } = await client.play(id);
    assert.equal(await complaintsOf(hlsUrl), '');
    await client.remove(id);
    assert.ok(!(await readdir(join(path, cameraId))).includes(id));
    await assertUnseen(t, viewer);
  });

  it('that becomes read-only takes what is being recorded, and no further recording', {
    skip: noDisk,
  }, async (t) => {
    const disk = await mountDisk('tmpfs', 64 * megabyte);
    opened.push(disk);
    const { site, viewer, client } = await record(disk.path, 'on-demand');
    const { id } = await client.start();
    await disk.makeReadOnly();
    try {
      await delay(1500);
      await client.stop();
      await failed(site, 'storage_failed', noticedWithinMs);
      const { hlsUrl } = await client.play(id);
      assert.equal(await complaintsOf(hlsUrl), '');
      await assert.rejects(client.start(), /50\d storage_failed/);
      await assertUnseen(t, viewer);
    } finally {
      await disk.makeWritable();
    }
    await client.start();
    await assertUnseen(t, viewer);
  });
});
