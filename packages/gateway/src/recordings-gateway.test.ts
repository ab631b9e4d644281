/** Recordings of a whole gateway with a camera: made, listed, played and deleted over HTTP, each by who may. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Playback, Recording, RecordingList } from '@rpi-live-camera/protocol';
import { within } from './testing/deadline.js';
import { decodeMedia } from './testing/decoded-media.js';
import { createRecordingFolder, fixtureCameraId, keepRuns } from './testing/recording-fixture.js';
import { type Answer, startTokenGateway, type TokenGateway } from './testing/token-gateway.js';

const run = promisify(execFile);
const recordings = '/api/v1/cameras/door/recordings';

/** As of a configuration of before. */
async function keepOfCameraTakenOut(path: string): Promise<void> {
  const folder = await createRecordingFolder(path);
  await keepRuns(await folder.open(), [{ seconds: 1, sound: 'none' }]);
  await folder.storage.close();
}

describe('recordings of a gateway', () => {
  let scene: TokenGateway;
  let path: string;
  let recording: Recording;
  before(async () => {
    path = await mkdtemp(join(tmpdir(), 'recordings-'));
    await keepOfCameraTakenOut(path);
    scene = await startTokenGateway({
      ports: '31960-31969',
      recording: { mode: 'on-demand', path, minFreeBytes: 0 },
    });
  });
  after(async () => {
    await scene.close();
    await rm(path, { recursive: true });
  });

  const tokenFor = (actions: string[], claims = {}): Promise<string> =>
    scene.key.sign({ aud: 'cameras', cameras: ['door'], actions, sub: 'ada', ...claims });
  async function ask(method: string, url: string, action: string, body?: string): Promise<Answer> {
    const token = await tokenFor([action]);
    return scene.ask(method, url, { token, ...(body !== undefined && { body }) });
  }
  async function openPlayback(claims = {}): Promise<Playback> {
    const token = await tokenFor(['playback'], claims);
    const { status, text } = await scene.ask('POST', `${recordings}/${recording.id}/playback`, { token });
    assert.equal(status, 201, text);
    return JSON.parse(text) as Playback;
  }

  it('of a camera that is not configured any more are listed and deleted as all others', async () => {
    const token = await tokenFor(['playback', 'delete', 'record'], { cameras: [fixtureCameraId] });
    const url = `/api/v1/cameras/${fixtureCameraId}/recordings`;
    const { recordings: all } = JSON.parse((await scene.ask('GET', url, { token })).text) as RecordingList;
    assert.equal(all.length, 1);
    assert.ok(scene.said.some(({ facts }) => facts.cameraId === fixtureCameraId));
    assert.equal((await scene.ask('POST', url, { token })).status, 404);
    assert.equal((await scene.ask('DELETE', `${url}/${all[0]!.id}`, { token })).status, 204);
    assert.equal((await scene.ask('GET', url, { token })).status, 404);
  });

  it('begin and end on demand, and wake the camera for it', async () => {
    const started = await ask('POST', recordings, 'record');
    assert.equal(started.status, 201, started.text);
    const begun = JSON.parse(started.text) as Recording;
    assert.deepEqual([begun.state, begun.cameraId], ['recording', 'door']);
    const again = JSON.parse((await ask('POST', recordings, 'record')).text) as Recording;
    assert.equal(again.id, begun.id);
    // What is deleted while it is made is gone at once; it goes on in the next.
    assert.equal((await ask('DELETE', `${recordings}/${begun.id}`, 'delete')).status, 204);
    assert.equal((await ask('GET', `${recordings}/${begun.id}`, 'playback')).status, 404);
    const newest = async (): Promise<Recording | undefined> =>
      (JSON.parse((await ask('GET', recordings, 'playback')).text) as RecordingList).recordings[0];
    await within(
      (async () => {
        while (((await newest())?.durationMs ?? 0) < 3000) await delay(100);
      })(),
      'three seconds of the next recording',
    );
    const next = (await newest())!;
    assert.notEqual(next.id, begun.id);
    assert.equal((await ask('GET', `${recordings}/${next.id}`, 'playback')).status, 200);
    const stopped = await ask('POST', `${recordings}/stop`, 'record');
    assert.equal(stopped.status, 200, stopped.text);
    recording = JSON.parse(stopped.text) as Recording;
    assert.deepEqual([recording.id, recording.state, recording.endReason], [next.id, 'finished', 'stopped']);
    assert.equal((await ask('POST', `${recordings}/stop`, 'record')).status, 404);
  });

  it('are listed, a page at a time', async () => {
    const { recordings: all, next } = JSON.parse(
      (await ask('GET', recordings, 'playback')).text,
    ) as RecordingList;
    assert.deepEqual([all.map(({ id }) => id), next], [[recording.id], null]);
    const rest = await ask('GET', `${recordings}?before=${recording.id}&limit=1`, 'playback');
    assert.deepEqual(JSON.parse(rest.text), { recordings: [], next: null });
    assert.equal((await ask('GET', `${recordings}?limit=0`, 'playback')).status, 400);
  });

  it('play from start to end without a header', async () => {
    const { hlsUrl } = await openPlayback();
    const { stderr } = await run('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-i', new URL(hlsUrl, scene.url).href, '-f', 'null', '-'],
    ]);
    assert.equal(stderr, '');
  });

  it('are downloaded whole or as a clip, with a poster', async () => {
    const { mp4Url, posterUrl } = await openPlayback();
    const whole = await fetch(new URL(mp4Url, scene.url));
    assert.match(
      whole.headers.get('Content-Disposition') ?? '',
      /^inline; filename="door-\d{8}T\d{6}Z\.mp4"$/,
    );
    const wholeBytes = Buffer.from(await whole.arrayBuffer());
    assert.equal(wholeBytes.length, Number(whole.headers.get('Content-Length')));
    const from = new Date(Date.parse(recording.startedAt) + 1500).toISOString();
    const to = new Date(Date.parse(recording.startedAt) + 2500).toISOString();
    const clip = await fetch(new URL(`${mp4Url}?from=${from}&to=${to}`, scene.url));
    const { complaints, packets } = await decodeMedia(Buffer.from(await clip.arrayBuffer()));
    assert.equal(complaints, '');
    assert.ok(packets[0]!.isKeyframe && packets.length >= 25 && packets.length <= 50, `${packets.length}`);
    for (const query of ['from=yesterday', 'from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z'])
      assert.ok([400, 404].includes((await fetch(new URL(`${mp4Url}?${query}`, scene.url))).status), query);
    const poster = await fetch(new URL(posterUrl, scene.url));
    assert.equal(poster.headers.get('Content-Type'), 'image/jpeg');
    const first = Buffer.from(await poster.arrayBuffer());
    assert.equal(first.readUInt16BE(0), 0xffd8);
    const kept = Buffer.from(await (await fetch(new URL(posterUrl, scene.url))).arrayBuffer());
    assert.ok(kept.equals(first));
  });

  it('show lists their posters without opening a playback', async () => {
    const url = new URL(`${recordings}/${recording.id}/poster.jpg`, scene.url);
    const headers = { Authorization: `Bearer ${await tokenFor(['playback'])}` };
    const poster = await fetch(url, { headers });
    assert.deepEqual([poster.status, poster.headers.get('Content-Type')], [200, 'image/jpeg']);
    assert.match(poster.headers.get('Cache-Control') ?? '', /^private/);
    assert.equal(Buffer.from(await poster.arrayBuffer()).readUInt16BE(0), 0xffd8);
    assert.equal((await fetch(url)).status, 401);
  });

  it('leave the last picture for snapshots, which wake nothing', async () => {
    const viewersOf = async (): Promise<string> =>
      JSON.parse((await ask('GET', '/api/v1/cameras/door', 'watch')).text).state;
    await within(
      (async () => {
        while ((await viewersOf()) === 'streaming') await delay(50);
      })(),
      'the camera to sleep',
    );
    const token = await tokenFor(['snapshot']);
    const url = new URL('/api/v1/cameras/door/snapshot.jpg', scene.url);
    const snapshot = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(snapshot.status, 200);
    assert.match(snapshot.headers.get('Age') ?? '', /^\d+$/);
    assert.equal(Buffer.from(await snapshot.arrayBuffer()).readUInt16BE(0), 0xffd8);
    const etag = snapshot.headers.get('ETag') ?? '';
    const again = await fetch(url, { headers: { Authorization: `Bearer ${token}`, 'If-None-Match': etag } });
    assert.deepEqual([again.status, again.headers.get('ETag')], [304, etag]);
    assert.notEqual(await viewersOf(), 'streaming');
    assert.equal((await ask('GET', '/api/v1/cameras/gate/snapshot.jpg', 'snapshot')).status, 403);
  });

  it('keep the type of a playlist that somebody began to play while it grew', async () => {
    const begun = JSON.parse((await ask('POST', recordings, 'record')).text) as Recording;
    const open = async () =>
      JSON.parse((await ask('POST', `${recordings}/${begun.id}/playback`, 'playback')).text) as Playback;
    const growing = await open();
    const playlistOf = async ({ hlsUrl }: Playback) => {
      const answer = await fetch(new URL(hlsUrl, scene.url));
      assert.equal(answer.headers.get('Content-Encoding'), 'gzip');
      return answer.text();
    };
    const before = await playlistOf(growing);
    assert.match(before, /TYPE:EVENT\n/);
    await ask('POST', `${recordings}/stop`, 'record');
    const after = await playlistOf(growing);
    assert.ok(after.startsWith(before) && after.endsWith('#EXT-X-ENDLIST\n'), after);
    assert.match(await playlistOf(await open()), /TYPE:VOD\n/);
    await ask('DELETE', `${recordings}/${begun.id}`, 'delete');
  });

  it('answer a range of a segment', async () => {
    const { hlsUrl } = await openPlayback();
    const url = new URL(hlsUrl.replace('index.m3u8', 'seg0.m4s'), scene.url);
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    const part = await fetch(url, { headers: { Range: 'bytes=10-19' } });
    assert.deepEqual([part.status, part.headers.get('Content-Range')], [206, `bytes 10-19/${whole.length}`]);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), whole.subarray(10, 20));
    const beyond = await fetch(url, { headers: { Range: `bytes=${whole.length}-` } });
    assert.equal(beyond.status, 416);
  });

  it('are seeked in as one file: ranges of it, the same bytes each time, planned once', async () => {
    const { mp4Url } = await openPlayback();
    const url = new URL(mp4Url, scene.url);
    const get = (headers: Record<string, string>, method = 'GET') => fetch(url, { method, headers });
    const whole = await get({});
    const bytes = Buffer.from(await whole.arrayBuffer());
    const etag = whole.headers.get('ETag')!;
    assert.deepEqual([whole.status, whole.headers.get('Accept-Ranges')], [200, 'bytes']);
    assert.match(etag, /^"[\w.-]+"$/);
    const middle = Math.floor(bytes.length / 2);
    for (const [range, from, to] of [
      ['bytes=0-', 0, bytes.length],
      [`bytes=${middle}-${middle + 99_999}`, middle, middle + 100_000],
      ['bytes=-500', bytes.length - 500, bytes.length],
    ] as const) {
      const part = await get({ Range: range, 'If-Range': etag });
      assert.equal(part.status, 206, range);
      assert.equal(part.headers.get('ETag'), etag);
      assert.equal(part.headers.get('Content-Range'), `bytes ${from}-${to - 1}/${bytes.length}`);
      assert.equal(part.headers.get('Content-Length'), String(to - from));
      assert.ok(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(from, to)), range);
    }
    const beyond = await get({ Range: `bytes=${bytes.length}-` });
    assert.deepEqual([beyond.status, beyond.headers.get('Content-Range')], [416, `bytes */${bytes.length}`]);
    const other = await get({ Range: 'bytes=1-2', 'If-Range': '"another"' });
    assert.deepEqual([other.status, (await other.arrayBuffer()).byteLength], [200, bytes.length]);
    const head = await get({ Range: 'bytes=1-2' }, 'HEAD');
    assert.deepEqual(
      [head.status, head.headers.get('Content-Length'), head.headers.get('ETag')],
      [200, String(bytes.length), etag],
    );
    const from = new Date(Date.parse(recording.startedAt) + 1500).toISOString();
    const clip = await fetch(`${url}?from=${from}`, { headers: { Range: 'bytes=0-9' } });
    assert.deepEqual([clip.status, (await clip.arrayBuffer()).byteLength], [206, 10]);
    assert.notEqual(clip.headers.get('ETag'), etag);
    const told = scene.said.filter(({ message }) => message === 'somebody downloaded a recording');
    assert.equal(told.length, 2, 'a line for each bearer of a grant, not for each range');
  });

  it('are played by who has the grant, for that camera, until the right ends', async () => {
    const { hlsUrl, grant } = await openPlayback({ jti: 'to be revoked' });
    const statusOf = async (url: string): Promise<number> => (await scene.ask('GET', url)).status;
    assert.equal(await statusOf(hlsUrl), 200);
    assert.equal(await statusOf(hlsUrl.replace('/door/', '/gate/')), 404);
    assert.equal(await statusOf(hlsUrl.replace(grant, 'A'.repeat(24))), 404);
    assert.equal(await statusOf(hlsUrl.replace('index.m3u8', 'seg999.m4s')), 404);
    const admin = await tokenFor(['admin'], { cameras: ['*'] });
    await scene.ask('POST', '/api/v1/revocations', { token: admin, body: '{"jti":"to be revoked"}' });
    assert.equal(await statusOf(hlsUrl), 404);
    const kept = await ask(
      'POST',
      `${recordings}/${recording.id}/playback`,
      'playback',
      JSON.stringify({ grant }),
    );
    assert.equal((JSON.parse(kept.text) as Playback).grant, grant);
    assert.equal(await statusOf(hlsUrl), 200, 'by the rights of another token');
  });

  it('are deleted for good', async () => {
    const { hlsUrl, mp4Url, posterUrl } = await openPlayback();
    assert.equal((await ask('DELETE', `${recordings}/${recording.id}`, 'delete')).status, 204);
    assert.equal((await ask('GET', `${recordings}/${recording.id}`, 'playback')).status, 404);
    for (const url of [hlsUrl, hlsUrl.replace('index.m3u8', 'seg0.m4s'), mp4Url, posterUrl])
      assert.equal((await scene.ask('GET', url)).status, 404, url.split('/').at(-1));
    assert.deepEqual(await readdir(join(path, 'door')), []);
  });

  it('leave a line in the log for a deletion, however often somebody else asks for the list', async () => {
    const deletedBefore = scene.said.filter(
      ({ message }) => message === 'somebody deleted a recording',
    ).length;
    const begun = JSON.parse((await ask('POST', recordings, 'record')).text) as Recording;
    await ask('POST', `${recordings}/stop`, 'record');
    const [lists, deletes] = await Promise.all([
      tokenFor(['playback'], { sub: 'eve' }),
      tokenFor(['delete']),
    ]);
    // More lines than the log takes in a second.
    await Promise.all(Array.from({ length: 400 }, () => scene.ask('GET', recordings, { token: lists })));
    const deleted = await scene.ask('DELETE', `${recordings}/${begun.id}`, { token: deletes });
    assert.equal(deleted.status, 204);
    assert.equal(scene.said.filter(({ facts }) => facts.subject === 'eve').length, 400);
    const said = scene.said.filter(({ message }) => message === 'somebody deleted a recording');
    assert.equal(said.length, deletedBefore + 1);
    assert.equal(said.at(-1)!.facts.recordingId, begun.id);
  });

  it('leave a line in the log for each access', () => {
    const lines = scene.said.filter(({ facts }) => facts.subject === 'ada').map(({ message }) => message);
    for (const act of [
      'started a recording',
      'stopped a recording',
      'listed recordings',
      'looked at a recording',
      'looked at the poster of a recording',
      'was let play a recording',
      'downloaded a recording',
      'downloaded a clip of a recording',
      'deleted a recording',
    ])
      assert.ok(lines.includes(`somebody ${act}`), act);
    assert.ok(!JSON.stringify(scene.said).includes('/recordings/'), 'grants are secrets');
  });
});
