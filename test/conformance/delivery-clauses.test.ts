import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { within } from '../support/deadline.js';
import { createFilmedStream, type SeenPlaylist } from './filmed-stream.js';
import { durationOf } from './playlist-rules.js';
import { createScriptClock } from './script-clock.js';
import { serveCamera, serveStream } from './served-stream.js';

/** Segment 7 is complete with six parts, segment 8 has two. */
const frameCount = 45;
const targetDuration = 2;

/** A GET whose body nobody has unpacked. */
async function getRaw(url: string, headers: Record<string, string>) {
  const answer = new Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
    request(url, { headers }, async (response) => {
      const pieces: Buffer[] = [];
      for await (const piece of response) pieces.push(piece as Buffer);
      resolve({ headers: response.headers, body: Buffer.concat(pieces) });
    })
      .on('error', reject)
      .end();
  });
  return within(answer, { what: url, withinMs: 5000 });
}

/** Until when each listed name has to be there at least (§6.2.2). */
function createDueTimes() {
  const untilMs = new Map<string, number>();
  const listedFromMs = new Map<string, number>();
  return {
    untilMs,
    read({ atMs, playlist: { segments } }: SeenPlaylist): void {
      const listMs = segments.reduce((total, one) => total + durationOf(one) * 1000, 0);
      for (const { uri, duration = 0, parts, map } of segments) {
        for (const name of [map!, ...parts.map((part) => part.uri)])
          untilMs.set(name, atMs + 3 * targetDuration * 1000);
        if (uri === undefined) continue;
        const fromMs = listedFromMs.get(uri) ?? atMs;
        listedFromMs.set(uri, fromMs);
        untilMs.set(uri, Math.max(untilMs.get(uri) ?? 0, fromMs + listMs + duration * 1000));
      }
    },
  };
}

describe('delivery', () => {
  it('row 16: keeps what players may still ask for, listed or not (§6.2.2)', async (t) => {
    const clock = createScriptClock(t.mock);
    const filmed = createFilmedStream({ clock });
    filmed.film({ seconds: 1 });
    const { get } = await serveStream(t, filmed.stream);
    const due = createDueTimes();
    let readCount = 0;
    let checkedCount = 0;
    for (let round = 0; round < 12; round++) {
      if (round === 6) filmed.beSilent(4000);
      else filmed.film({ seconds: 4, framesPerSecond: round < 6 ? 30 : 12 });
      for (const one of filmed.seen.slice(readCount)) due.read(one);
      readCount = filmed.seen.length;
      for (const [name, untilMs] of due.untilMs) {
        if (untilMs <= clock.nowMs()) continue;
        const { status } = await get(name, { method: 'HEAD' });
        assert.equal(status, 200, `${name} is gone ${untilMs - clock.nowMs()} ms too early`);
        checkedCount += 1;
      }
    }
    assert.ok(checkedCount > 500, `${checkedCount}`);
  });

  it('row 16: has a segment at once and whole when it is listed, as its parts were (§6.2.1)', async (t) => {
    const { get, playlist } = await serveCamera(t, 100);
    for (const { uri, isGap, parts } of (await playlist()).segments) {
      if (isGap || uri === undefined) continue;
      const bytesOf = async (name: string) => Buffer.from(await (await get(name)).arrayBuffer());
      const pieces = await Promise.all(parts.map((part) => bytesOf(part.uri)));
      assert.ok(Buffer.concat(pieces).equals(await bytesOf(uri)), uri);
    }
  });

  it('row 18: compresses playlists for those who can read it, and says so to caches (§6.2.1)', async (t) => {
    const { url } = await serveCamera(t, frameCount);
    const plain = await getRaw(url('index.m3u8'), {});
    const packed = await getRaw(url('index.m3u8'), { 'Accept-Encoding': 'gzip' });
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.ok(packed.body.length < plain.body.length / 2);
    assert.ok(gunzipSync(packed.body).equals(plain.body));
    for (const { headers } of [plain, packed]) {
      assert.match(String(headers.vary), /accept-encoding/i);
      assert.equal(headers['content-type'], 'application/vnd.apple.mpegurl');
    }
  });

  for (const [name, file, status, cacheControl] of [
    ['a playlist', 'index.m3u8', 200, 'private, max-age=1'],
    ['a playlist with directives', 'index.m3u8?_HLS_msn=8&_HLS_part=1', 200, 'private, max-age=12'],
    ['a part', 'part0.m4s', 200, 'private, max-age=12, immutable'],
    ['a segment', 'seg7.m4s', 200, 'private, max-age=12, immutable'],
    ['an init segment', 'init0.mp4', 200, 'private, max-age=12, immutable'],
    ['a gap', 'seg0.m4s', 200, 'private, max-age=12, immutable'],
    ['a file that is not there', 'part99.m4s', 404, 'private, max-age=2'],
    ['directives that ask for too much', 'index.m3u8?_HLS_msn=99', 400, 'private, max-age=8'],
  ] as const) {
    it(`row 19: lets the viewer's cache keep ${name} for as long as the profile says (B.1)`, async (t) => {
      const { get } = await serveCamera(t, frameCount);
      const response = await get(file);
      assert.deepEqual([response.status, response.headers.get('Cache-Control')], [status, cacheControl]);
    });
  }

  it('row 19: lets nobody keep a 503, which says itself when to ask again', async (t) => {
    const { get, blocked } = await serveCamera(t, frameCount);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const answer = get('index.m3u8?_HLS_msn=9');
    await blocked(1);
    t.mock.timers.tick(6000);
    const { status, headers } = await answer;
    assert.deepEqual(
      [status, headers.get('Cache-Control'), headers.get('Retry-After')],
      [503, 'no-store', '1'],
    );
  });

  it('row 18: lets a blocked reload hold up nothing else, without HTTP/2 as well (B.1)', async (t) => {
    const { get, playlist, blocked, run } = await serveCamera(t, frameCount);
    const held = playlist('_HLS_msn=9');
    await blocked(1);
    assert.equal((await get('seg7.m4s')).status, 200);
    run.push(60);
    await held;
  });
});
