import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { LivePlaylist } from './live-playlist.js';
import { renderMediaPlaylist } from './media.js';

describe('LivePlaylist', () => {
  it('renders and compresses once for each version of the stream', () => {
    const stream = createFixtureStream();
    const playlist = new LivePlaylist(stream);
    const { push } = createFixtureRun(stream);
    push(1);
    const plain = playlist.bytes('identity');
    const gzipped = playlist.bytes('gzip');
    push(1);
    assert.equal(playlist.bytes('identity'), plain);
    assert.equal(playlist.bytes('gzip'), gzipped);
    push(5);
    assert.notEqual(playlist.bytes('identity'), plain);
    assert.deepEqual(gunzipSync(playlist.bytes('gzip')!), playlist.bytes('identity'));
  });

  it('has nothing before the stream is ready and after it was closed', () => {
    const stream = createFixtureStream();
    const playlist = new LivePlaylist(stream);
    assert.equal(playlist.bytes('identity'), undefined);
    createFixtureRun(stream).push(1);
    assert.ok(playlist.bytes('identity'));
    stream.close();
    assert.equal(playlist.bytes('identity'), undefined);
  });
});

describe('LivePlaylist of a long window', () => {
  /** Five minutes are listed: two pages and more. */
  function createLongStream() {
    const stream = createFixtureStream({
      hls: { segmentMs: 500, partMs: 250, windowMs: 300_000 },
      video: { framesPerSecond: 10, keyframeIntervalMs: 500 },
    });
    /** Another run each time. */
    const film = (seconds: number): void =>
      createFixtureRun(stream, { framesPerSecond: 10, keyframeInterval: 5 }).push(seconds * 10);
    return { stream, film };
  }

  it('says at each version what it would say if it were written at once, compressed or not', () => {
    const { stream, film } = createLongStream();
    const playlist = new LivePlaylist(stream);
    for (let step = 0; step < 60; step++) {
      film(7 + (step % 3));
      for (const form of ['delta', 'whole'] as const) {
        const expected = renderMediaPlaylist(stream.window!, form);
        assert.equal(playlist.bytes('identity', form)!.toString(), expected);
        assert.equal(gunzipSync(playlist.bytes('gzip', form)!).toString(), expected);
      }
    }
    assert.ok(stream.window!.segments.length > 590 && stream.window!.segments[0]!.sequence > 256);
  });

  it('is the same to a player that only ever reloads deltas', () => {
    const { stream, film } = createLongStream();
    const playlist = new LivePlaylist(stream);
    const namesIn = (text: string): string[] => text.match(/^seg\d+\.m4s$/gm) ?? [];
    const numberIn = (text: string, tag: RegExp): number => Number(tag.exec(text)?.[1] ?? 0);
    film(200);
    const known = new Map<number, string>();
    const learn = (form: 'whole' | 'delta'): string[] => {
      const text = playlist.bytes('identity', form)!.toString();
      const first = numberIn(text, /MEDIA-SEQUENCE:(\d+)/);
      const skipped = numberIn(text, /SKIPPED-SEGMENTS=(\d+)/);
      for (const [index, name] of namesIn(text).entries()) known.set(first + skipped + index, name);
      return Array.from({ length: skipped + namesIn(text).length }, (_, index) => known.get(first + index)!);
    };
    learn('whole');
    for (let step = 0; step < 30; step++) {
      film(5);
      assert.deepEqual(learn('delta'), namesIn(renderMediaPlaylist(stream.window!)));
    }
  });
});
