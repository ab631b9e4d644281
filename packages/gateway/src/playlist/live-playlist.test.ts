import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { LivePlaylist } from './live-playlist.js';

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
