import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { samplesOf } from '../testing/fragment-reader.js';
import { blocked, createHlsFixture } from '../testing/hls-app-fixture.js';
import { createFixtureRun } from '../testing/live-stream-fixture.js';

const codeOf = async (response: Response): Promise<unknown> => {
  const { code } = (await response.json()) as { code?: string };
  return [response.status, code];
};

describe('HLS routes', () => {
  it('answer the playlist', async () => {
    const { get } = createHlsFixture();
    const response = await get('index.m3u8');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Content-Type'), 'application/vnd.apple.mpegurl');
    assert.equal(response.headers.get('Cross-Origin-Resource-Policy'), 'cross-origin');
    assert.equal(response.headers.get('Vary'), 'Accept-Encoding');
    const text = await response.text();
    assert.match(text, /^#EXTM3U\n/);
    assert.equal(Number(response.headers.get('Content-Length')), Buffer.byteLength(text));
  });

  for (const [header, isCompressed] of [
    ['gzip', true],
    ['br, gzip;q=0.5', true],
    ['gzip;q=1.0', true],
    ['gzip;q=0.001', true],
    ['gzip;q=0.000', false],
    [`gzip;q=0.${'1'.repeat(15_000)}`, true],
    [`gzip;q=0.${'1'.repeat(15_000)}x`, false],
    ['gzip;q=0', false],
    ['deflate', false],
  ] as const) {
    it(`${isCompressed ? 'compress' : 'do not compress'} the playlist for "${header}"`, async () => {
      const { get } = createHlsFixture();
      const response = await get('index.m3u8', { headers: { 'Accept-Encoding': header } });
      assert.equal(response.headers.get('Content-Encoding'), isCompressed ? 'gzip' : null);
      const bytes = Buffer.from(await response.arrayBuffer());
      assert.match((isCompressed ? gunzipSync(bytes) : bytes).toString(), /^#EXTM3U\n/);
    });
  }

  it('answer every file that the playlist names', async () => {
    const { get, stream } = createHlsFixture();
    const text = await (await get('index.m3u8')).text();
    const media = text
      .replaceAll(/#EXT-X-GAP\n(#EXT-X-PART.*\n)*.*\n.*\n/g, '')
      .replace(/#EXT-X-PRELOAD-HINT.*/, '');
    const names = media.match(/(init|seg|part)\d+\.\w+/g)!;
    assert.equal(names.length, 10);
    for (const name of names) {
      const response = await get(name);
      assert.equal(response.status, 200, name);
      assert.equal(response.headers.get('Content-Type'), 'video/mp4');
      assert.equal(response.headers.get('Cache-Control'), 'private, max-age=12, immutable');
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), stream.find(name));
    }
  });

  it('say how much too late the dates are, once later pictures tell', async () => {
    let isLate = true;
    const { get, run } = createHlsFixture({ arrivalLateMs: () => (isLate ? 250 : 0) });
    const timing = async () => (await get('index.m3u8')).headers.get('Server-Timing');
    assert.equal(await timing(), 'dates;dur=0.0');
    isLate = false;
    run.push(5);
    assert.equal(await timing(), 'dates;dur=250.0');
  });

  it('say how long an answer may be kept, in target durations of 2 s', async () => {
    const { get } = createHlsFixture();
    for (const [file, status, cacheControl] of [
      ['index.m3u8', 200, 'private, max-age=1'],
      ['index.m3u8?_HLS_msn=7', 200, 'private, max-age=12'],
      ['index.m3u8?_HLS_msn=7&_HLS_part=0', 200, 'private, max-age=12'],
      ['index.m3u8?_HLS_msn=99', 400, 'private, max-age=8'],
      ['index.m3u8?_HLS_part=1', 400, 'private, max-age=8'],
      ['seg7.m4s', 200, 'private, max-age=12, immutable'],
      ['seg0.m4s', 200, 'private, max-age=12, immutable'],
      ['part999.m4s', 404, 'private, max-age=2'],
    ] as const) {
      const response = await get(file);
      assert.deepEqual(
        [response.status, response.headers.get('Cache-Control')],
        [status, cacheControl],
        file,
      );
    }
  });

  it('let nobody keep the news that a session has ended', async () => {
    const { get, grants } = createHlsFixture();
    grants.clear();
    const response = await get('index.m3u8');
    assert.deepEqual([response.status, response.headers.get('Cache-Control')], [404, 'no-store']);
  });

  it('answer HEAD with the headers of GET', async () => {
    const { get } = createHlsFixture();
    for (const file of ['index.m3u8', 'seg7.m4s']) {
      const [head, full] = await Promise.all([get(file, { method: 'HEAD' }), get(file)]);
      assert.equal(head.status, 200);
      for (const { headers } of [head, full]) headers.delete('X-Request-Id');
      assert.deepEqual([...head.headers], [...full.headers]);
      assert.equal((await head.arrayBuffer()).byteLength, 0);
    }
  });

  it('hold a playlist request until the part is listed', async () => {
    const { get, stream, run } = createHlsFixture();
    const answer = get('index.m3u8?_HLS_msn=8&_HLS_part=2');
    await blocked(stream, 1);
    run.push(2);
    await blocked(stream, 1);
    run.push(1);
    assert.match(await (await answer).text(), /URI="part13.m4s"\n#EXT-X-PRELOAD-HINT/);
  });

  it('hold a request for a whole segment until it is complete', async () => {
    const { get, stream, run } = createHlsFixture();
    const answer = get('index.m3u8?_HLS_msn=8');
    await blocked(stream, 1);
    run.push(15);
    await blocked(stream, 1);
    run.push(1);
    assert.match(await (await answer).text(), /seg8.m4s/);
  });

  it('hold the hinted part until all of it is there', async () => {
    const { get, stream, run } = createHlsFixture();
    const answer = get('part13.m4s');
    await blocked(stream, 1);
    run.push(3);
    assert.deepEqual(Buffer.from(await (await answer).arrayBuffer()), stream.find('part13.m4s'));
  });

  it('refuse what is too far ahead or makes no sense, at once', async () => {
    const { get } = createHlsFixture();
    assert.deepEqual(await codeOf(await get('index.m3u8?_HLS_msn=10')), [400, 'playlist_request_too_far']);
    assert.deepEqual(await codeOf(await get('index.m3u8?_HLS_part=1')), [400, 'invalid_request']);
    assert.deepEqual(await codeOf(await get('index.m3u8?_HLS_msn=x')), [400, 'invalid_request']);
  });

  it('answer 404 for what is neither there nor hinted', async () => {
    const { get, app } = createHlsFixture();
    for (const file of ['part14.m4s', 'seg8.m4s', 'init1.mp4'])
      assert.deepEqual(await codeOf(await get(file)), [404, 'not_found'], file);
    assert.equal((await get('live.mp4')).status, 404);
    for (const path of ['/live/guess/door/index.m3u8', '/live/secret/garden/index.m3u8'])
      assert.deepEqual(await codeOf(await app.request(path)), [404, 'not_found'], path);
  });

  it('answer a gap with the newest keyframe standing still, for players that know no gaps', async () => {
    const { get, stream } = createHlsFixture();
    const samples = samplesOf(Buffer.from(await (await get('seg2.m4s')).arrayBuffer()), 1);
    assert.equal(samples[0]!.decodeTicks, 2 * 90_000);
    assert.equal(
      samples.reduce((total, { durationTicks }) => total + durationTicks, 0),
      90_000,
    );
    const newest = samplesOf(stream.window!.segments.at(-1)!.parts[0]!.bytes, 1)[0]!;
    assert.deepEqual(samples[0]!.bytes, newest.bytes);
  });

  it('give VLC 3 the init segment it forgets to load, behind a discontinuity and nowhere else', async () => {
    const { get, stream } = createHlsFixture();
    createFixtureRun(stream).push(31);
    const plain = async (name: string): Promise<Buffer> => Buffer.from(await (await get(name)).arrayBuffer());
    const forVlc = async (name: string): Promise<Buffer> => {
      const headers = { 'User-Agent': 'VLC/3.0.24 LibVLC/3.0.24' };
      return Buffer.from(await (await get(name, { headers })).arrayBuffer());
    };
    assert.deepEqual(
      await forVlc('seg9.m4s'),
      Buffer.concat([stream.find('init1.mp4')!, await plain('seg9.m4s')]),
    );
    for (const name of ['seg7.m4s', 'part5.m4s', 'init1.mp4'])
      assert.deepEqual(await forVlc(name), await plain(name));
  });

  it('give up a request after three target durations without anything new', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { get, stream } = createHlsFixture();
    const answer = get('index.m3u8?_HLS_msn=9');
    await blocked(stream, 1);
    t.mock.timers.tick(5999);
    assert.equal(stream.stats().waiterCount, 1);
    t.mock.timers.tick(1);
    assert.deepEqual(await codeOf(await answer), [503, 'stream_not_ready']);
  });

  it('take each request as a sign of life when it comes, one that was blocked also when it is answered', async () => {
    const { get, stream, run, touches } = createHlsFixture();
    await get('seg7.m4s');
    assert.equal(touches(), 1);
    const answer = get('index.m3u8?_HLS_msn=8&_HLS_part=2');
    await blocked(stream, 1);
    assert.equal(touches(), 2);
    run.push(3);
    await answer;
    assert.equal(touches(), 3);
  });

  it('give nothing to a session that ended while its request was blocked', async () => {
    const { get, stream, run, grants } = createHlsFixture();
    const answer = get('index.m3u8?_HLS_msn=8&_HLS_part=2');
    await blocked(stream, 1);
    grants.clear();
    run.push(3);
    assert.deepEqual(await codeOf(await answer), [404, 'not_found']);
  });

  it('answer 404 to whoever waits when the stream is closed', async () => {
    const { get, stream } = createHlsFixture();
    const answer = get('index.m3u8?_HLS_msn=8&_HLS_part=2');
    await blocked(stream, 1);
    stream.close();
    assert.deepEqual(await codeOf(await answer), [404, 'not_found']);
  });
});
