/** Going back in a live stream: memory holds seconds, the rest comes from the disk; a player that knows nothing of it plays it. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { cameraStateOf, type OpenedSession, openSession } from '../support/gateway-client.js';
import { openHlsJsPage } from '../support/hls-js-page.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';

const windowMs = 60_000;
/** Of media: more than memory keeps with this `hls.windowMs`. */
const filmedSeconds = 18;

describe('time shift', () => {
  let path: string;
  let scene: Scene;
  let test: TestBrowser;
  let viewer: OpenedSession;
  /** The first segments, as they were when they were live. */
  const seenLive = new Map<string, Buffer>();
  /** Names of what was asked for: the gateway may still have it in memory. */
  const loaded = new Set<string>();
  before(async () => {
    path = await mkdtemp(join(tmpdir(), 'time-shift-'));
    test = await launchBrowser();
    scene = await startScene({
      hls: { windowMs: 6000 },
      timeShift: { windowMs },
      recording: { path, minFreeBytes: 0 },
      // The viewer of this test says nothing while the page plays.
      sessions: { keepAliveMs: 30_000 },
    });
    await scene.startCamera();
    viewer = await openSession(scene.gateway.url, cameraId);
  });
  after(async () => {
    await test.close();
    await scene.close();
    await rm(path, { recursive: true, force: true });
  });

  const load = async (name: string): Promise<{ status: number; bytes: Buffer }> => {
    loaded.add(name);
    const response = await fetch(new URL(name, viewer.playlistUrl));
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  /** Segments with media that are complete, oldest first. */
  const listed = async (): Promise<string[]> => {
    const text = await viewer.playlist.read();
    const gaps = (text.match(/#EXT-X-GAP\n(?:#.*\n)*seg\d+\.m4s/g) ?? []).length;
    return (text.match(/^seg\d+\.m4s$/gm) ?? []).slice(gaps);
  };
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${scene.gateway.url}/metrics`)).text();
    return Number(new RegExp(`^\\w*${name}\\{camera="${cameraId}"\\} (\\S+)$`, 'm').exec(text)?.[1]);
  };

  it('is announced, and lists what has left memory', { timeout: 60_000 }, async () => {
    assert.equal(viewer.session.timeShiftMs, windowMs);
    await until(async () => (await listed()).length >= 3, { what: 'three segments', withinMs: 10_000 });
    for (const name of await listed()) seenLive.set(name, (await load(name)).bytes);
    await until(async () => (await listed()).length >= filmedSeconds, {
      what: 'more than memory holds',
      withinMs: 30_000,
    });
    assert.equal((await listed())[0], [...seenLive.keys()][0]);
    const heldBytes = await metric('stream_held_bytes');
    const storedBytes = await metric('time_shift_stored_bytes');
    assert.ok(heldBytes < storedBytes, `${heldBytes} in memory, ${storedBytes} on the disk`);
  });

  it('gives the past with the bytes that it had, and its init segment', async () => {
    for (const [name, bytes] of seenLive) assert.ok((await load(name)).bytes.equals(bytes), name);
    assert.equal((await load('init0.mp4')).status, 200);
    const url = new URL([...seenLive.keys()][0]!, viewer.playlistUrl);
    assert.equal((await fetch(url, { method: 'HEAD' })).status, 200);
  });

  it('is played by hls.js as it comes: back to the beginning, and live again', {
    timeout: 60_000,
  }, async () => {
    const { page, facts, close } = await openHlsJsPage(test.browser, 'hls.js', viewer.playlistUrl);
    page.on('request', (request) => loaded.add(request.url().split('/').at(-1)!));
    // Not all of the past: the next test wants some that nobody has asked for yet.
    await page.evaluate('Object.assign(hls.config, { maxBufferLength: 2, maxMaxBufferLength: 2 })');
    await until(async () => (await facts()).shownFrames > 10, { what: 'live pictures', withinMs: 15_000 });
    const liveAt = (await facts()).currentTime;
    await page.evaluate('video.currentTime = video.seekable.start(0) + 8');
    const shownFrames = (await facts()).shownFrames;
    await until(
      async () => {
        const { currentTime, shownFrames: shown } = await facts();
        return currentTime < liveAt - 5 && shown > shownFrames + 25;
      },
      { what: 'pictures of the past', withinMs: 15_000 },
    );
    await page.evaluate('video.currentTime = hls.liveSyncPosition');
    await until(async () => (await facts()).currentTime > liveAt + 2, {
      what: 'live again',
      withinMs: 15_000,
    });
    const fatal = (await facts()).errors.filter((error) => error.fatal);
    assert.deepEqual(fatal, []);
    await close();
  });

  it('goes without a disk that is gone, and live goes on', { timeout: 60_000 }, async () => {
    // Memory has some twelve of them.
    const unread = (await listed()).slice(0, -13).filter((name) => !loaded.has(name));
    for (const piece of await readdir(join(path, cameraId)))
      await rm(join(path, cameraId, piece), { recursive: true });
    assert.ok(unread.length > 0);
    for (const name of unread) assert.equal((await load(name)).status, 404, name);
    assert.ok((await metric('time_shift_read_failures_total')) > 0);
    const before = (await listed()).length;
    await until(async () => (await listed()).length > before + 2, {
      what: 'live segments',
      withinMs: 10_000,
    });
    assert.equal((await load((await listed()).at(-1)!)).status, 200);
  });

  it('keeps no camera awake, and leaves nothing when the stream ends', { timeout: 60_000 }, async () => {
    await viewer.close();
    await until(async () => (await cameraStateOf(scene.gateway.url, cameraId)).state !== 'streaming', {
      what: 'the camera to sleep',
      withinMs: 15_000,
    });
    await until(async () => (await readdir(join(path, cameraId))).length === 0, {
      what: 'an empty folder',
      withinMs: 5000,
    });
  });
});
