import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serveCamera } from './served-stream.js';

/** Segment 7 is complete with six parts, segment 8 has two; three more frames make its third. */
const frameCount = 45;

const refusal = async (answer: Promise<Response>): Promise<unknown> => {
  const response = await answer;
  return [response.status, ((await response.json()) as { code: string }).code];
};

describe('blocking playlist reload', () => {
  it('row 7: holds a request for a segment until it is listed complete (§6.2.5.2)', async (t) => {
    const { run, playlist, blocked } = await serveCamera(t, frameCount);
    const answer = playlist('_HLS_msn=8');
    await blocked(1);
    run.push(15);
    await blocked(1);
    run.push(1);
    assert.equal((await answer).segments.find(({ sequence }) => sequence === 8)?.uri, 'seg8.m4s');
  });

  it('row 7: holds a request for a part until that part is listed, and not longer (§6.2.5.2)', async (t) => {
    const { run, playlist, blocked } = await serveCamera(t, frameCount);
    const answer = playlist('_HLS_msn=8&_HLS_part=3');
    await blocked(1);
    run.push(3);
    await blocked(1);
    run.push(6);
    assert.equal((await answer).segments.at(-1)?.parts.length, 4);
  });

  it('row 7: takes a part behind the last of its segment for the first of the next (§6.2.5.2)', async (t) => {
    const { run, playlist, blocked } = await serveCamera(t, frameCount);
    const answer = playlist('_HLS_msn=8&_HLS_part=9');
    await blocked(1);
    // Ends segment 8, with six parts.
    run.push(16);
    await blocked(1);
    run.push(6);
    const { sequence, parts } = (await answer).segments.at(-1)!;
    assert.deepEqual([sequence, parts.length], [9, 1]);
  });

  it('row 7: answers at once when the part is listed, or a later one (§6.2.5.2)', async (t) => {
    const { playlist } = await serveCamera(t, frameCount);
    for (const query of ['_HLS_msn=8&_HLS_part=1', '_HLS_msn=7&_HLS_part=6', '_HLS_msn=7']) {
      assert.equal((await playlist(query)).segments.at(-1)?.sequence, 8, query);
    }
  });

  it('row 8: delivers the whole playlist for an old media sequence number, listed or not (§6.2.5.2)', async (t) => {
    const { playlist } = await serveCamera(t, 30 * 20);
    const now = await playlist();
    assert.ok(now.mediaSequence > 7);
    for (const query of ['_HLS_msn=0', '_HLS_msn=7&_HLS_part=2', `_HLS_msn=${now.mediaSequence}`]) {
      assert.deepEqual(await playlist(query), now, query);
    }
  });

  it('row 9: refuses more than two segments after the last one at once (§6.2.5.2)', async (t) => {
    const { get, blocked } = await serveCamera(t, frameCount);
    assert.deepEqual(await refusal(get('index.m3u8?_HLS_msn=10')), [400, 'playlist_request_too_far']);
    assert.deepEqual(await refusal(get('index.m3u8?_HLS_msn=10&_HLS_part=0')), [
      400,
      'playlist_request_too_far',
    ]);
    const leaving = new AbortController();
    const held = get('index.m3u8?_HLS_msn=9', { signal: leaving.signal });
    await blocked(1);
    leaving.abort();
    await assert.rejects(held);
    await blocked(0);
  });

  it('row 9: refuses more parts ahead than last three seconds, the Advance Part Limit, at once (§6.2.5.2)', async (t) => {
    const { get, blocked } = await serveCamera(t, frameCount);
    // Parts 0 and 1 are listed, 3 s / 0.2 s = 15 more may be asked for.
    assert.deepEqual(await refusal(get('index.m3u8?_HLS_msn=8&_HLS_part=17')), [
      400,
      'playlist_request_too_far',
    ]);
    const leaving = new AbortController();
    const held = get('index.m3u8?_HLS_msn=8&_HLS_part=16', { signal: leaving.signal });
    await blocked(1);
    leaving.abort();
    await assert.rejects(held);
  });

  it('row 9: refuses a part without a segment, and what is no whole number (§6.2.5.2)', async (t) => {
    const { get } = await serveCamera(t, frameCount);
    for (const query of [
      '_HLS_part=1',
      '_HLS_msn=',
      '_HLS_msn=-1',
      '_HLS_msn=8.5',
      '_HLS_msn=8&_HLS_part=x',
    ]) {
      assert.deepEqual(await refusal(get(`index.m3u8?${query}`)), [400, 'invalid_request'], query);
    }
  });

  it('row 10: gives up with 503 after three target durations (§6.2.5.2)', async (t) => {
    const { stream, get, blocked } = await serveCamera(t, frameCount);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const answer = get('index.m3u8?_HLS_msn=9');
    await blocked(1);
    t.mock.timers.tick(3 * 2000 - 1);
    assert.equal(stream.stats().waiterCount, 1);
    t.mock.timers.tick(1);
    assert.deepEqual(await refusal(answer), [503, 'stream_not_ready']);
    t.mock.timers.reset();
  });

  it('row 12: ignores a request for a delta where none is promised (§6.2.5.1)', async (t) => {
    const { playlist } = await serveCamera(t, 30 * 20);
    const now = await playlist();
    assert.equal(now.serverControl['CAN-SKIP-UNTIL'], undefined);
    for (const value of ['YES', 'v2']) assert.deepEqual(await playlist(`_HLS_skip=${value}`), now);
    const held = `_HLS_msn=${now.mediaSequence}&_HLS_skip=YES`;
    assert.deepEqual(await playlist(held), now);
  });

  it('row 18: answers requests that ask for the same with the same (B.1)', async (t) => {
    const { run, get, blocked } = await serveCamera(t, frameCount);
    const answers = [1, 2, 3].map(() => get('index.m3u8?_HLS_msn=8&_HLS_part=2'));
    await blocked(3);
    run.push(3);
    const texts = await Promise.all(answers.map(async (answer) => (await answer).text()));
    assert.equal(new Set(texts).size, 1);
    assert.match(texts[0]!, /^#EXTM3U\n/);
  });
});
