import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { syntheticVideo } from '../../packages/gateway/src/testing/synthetic-camera.js';
import { within } from '../support/deadline.js';
import { createFilmedStream, otherParameters } from './filmed-stream.js';
import { hintedUri } from './parse-playlist.js';
import { createScriptClock } from './script-clock.js';
import { serveCamera, serveStream } from './served-stream.js';

/** Segment 7 is complete with six parts, segment 8 has two; three more frames make its third. */
const frameCount = 45;

/** A request by hand, to see when which bytes come. */
async function openRawRequest(t: TestContext, url: string) {
  const { hostname, port, pathname, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  t.after(() => socket.destroy());
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text;
  });
  await once(socket, 'connect');
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return {
    received: () => received,
    ended: within(once(socket, 'end'), { what: 'the answer', withinMs: 5000 }),
  };
}

describe('preload hints', () => {
  it('row 11: name one part in every playlist, by the URI that it gets (§4.4.5.3, B.1)', (t) => {
    const filmed = createFilmedStream({ clock: createScriptClock(t.mock) });
    filmed.film({ seconds: 4, parameters: syntheticVideo });
    filmed.beSilent(3000);
    filmed.film({ seconds: 3, parameters: otherParameters(1) });
    filmed.restart();
    filmed.film({ seconds: 3, framesPerSecond: 15 });
    const playlists = filmed.seen.map(({ playlist }) => playlist);
    const partsOf = (at: number) =>
      playlists[at]!.segments.flatMap(({ parts }) => parts.map(({ uri }) => uri));
    for (let at = 0; at < playlists.length; at++) {
      assert.equal(playlists[at]!.hints.filter(({ type }) => type === 'PART').length, 1);
      const before = at > 0 ? new Set(partsOf(at - 1)) : undefined;
      const [next] = partsOf(at).filter((uri) => before && !before.has(uri));
      if (next !== undefined) assert.equal(next, hintedUri(playlists[at - 1]!, 'PART'));
    }
  });

  it('row 11: send no byte of a hinted part before all of it is there (§6.2.6)', async (t) => {
    const { run, stream, url, playlist, blocked } = await serveCamera(t, frameCount);
    const hint = hintedUri(await playlist(), 'PART')!;
    const request = await openRawRequest(t, url(hint));
    await blocked(1);
    run.push(2);
    // An answer to another request would have come behind anything sent for this one.
    await playlist();
    assert.equal(request.received(), '');
    run.push(1);
    await request.ended;
    assert.match(request.received(), /^HTTP\/1\.1 200 OK\r\n/);
    const body = request.received().slice(request.received().indexOf('\r\n\r\n') + 4);
    assert.ok(Buffer.from(body, 'latin1').equals(stream.find(hint)!));
  });

  it('row 11: stand for a part of the next segment as well (§4.4.5.3)', async (t) => {
    // The next frame is a keyframe, which ends segment 8.
    const { run, get, playlist, blocked } = await serveCamera(t, 60);
    const before = await playlist();
    assert.equal(before.segments.at(-1)!.uri, undefined);
    const hint = hintedUri(before, 'PART')!;
    const answer = get(hint);
    await blocked(1);
    run.push(7);
    assert.equal((await answer).status, 200);
    const { sequence, parts } = (await playlist()).segments.at(-1)!;
    assert.deepEqual([sequence, parts[0]?.uri], [9, hint]);
  });

  it('row 11: name the init segment of the next part where it is another one, and have it (§4.4.5.3, §6.2.6)', async (t) => {
    const filmed = createFilmedStream({ clock: createScriptClock(t.mock) });
    filmed.film({ seconds: 3.1 });
    const { get } = await serveStream(t, filmed.stream);
    assert.equal((await get('init1.mp4')).status, 404);
    filmed.film({ seconds: 1, parameters: otherParameters(1) });
    const announced = filmed.seen.filter(({ playlist }) => hintedUri(playlist, 'MAP') !== undefined);
    assert.ok(announced.length > 0, 'no playlist between the old and the new parameters');
    for (const { text } of announced) {
      assert.match(text, /TYPE=MAP,URI="init1\.mp4"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part\d+\.m4s"\n$/);
    }
    const at = filmed.seen.indexOf(announced.at(-1)!);
    assert.equal(filmed.seen[at + 1]!.playlist.segments.at(-1)!.map, 'init1.mp4');
    assert.equal((await get('init1.mp4')).status, 200);
    assert.deepEqual(filmed.faults, []);
  });

  it('row 11: do not name an init segment that is in force (§6.2.6)', (t) => {
    const filmed = createFilmedStream({ clock: createScriptClock(t.mock) });
    filmed.film({ seconds: 5 });
    filmed.beSilent(2000);
    filmed.film({ seconds: 2 });
    assert.ok(filmed.seen.every(({ playlist }) => hintedUri(playlist, 'MAP') === undefined));
  });

  it('row 11: are the only names besides the listed ones that are not answered with 404 (§6.2.6)', async (t) => {
    const { get, playlist } = await serveCamera(t, frameCount);
    const number = Number(/\d+/.exec(hintedUri(await playlist(), 'PART')!));
    for (const file of [`part${number + 1}.m4s`, 'seg8.m4s', 'seg9.m4s', 'init1.mp4', 'part999.m4s']) {
      assert.equal((await get(file)).status, 404, file);
    }
  });
});
