import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { RecordingIndex } from './index-lines.js';
import { type PlaylistRequest, RecordingPlaylist } from './recording-playlist.js';

const second = 90_000;

function indexOf(count: number, endReason?: 'stopped'): RecordingIndex {
  return {
    targetDurationSeconds: 1,
    inits: [0, 1].map((at) => ({ kind: 'init', at, bytes: 1, codecs: '' })),
    segments: Array.from({ length: count }, (_, number) => ({
      at: number,
      bytes: 1,
      ticks: second,
      dateMs: number * 1000,
      key: true,
      cut: number === 200,
      initNumber: number < 200 ? 0 : 1,
      tableAt: 0,
      tableBytes: 1,
    })),
    endReason,
  };
}

function render(playlist: RecordingPlaylist, index: RecordingIndex, request: Partial<PlaylistRequest> = {}) {
  return playlist
    .render(index, { type: 'EVENT', form: 'whole', encoding: 'identity', ...request })
    .toString();
}

describe('RecordingPlaylist', () => {
  it('of one that grows is only ever added to, its end included', () => {
    const playlist = new RecordingPlaylist();
    let before = '';
    for (const count of [1, 2, 127, 128, 129, 200, 201, 400, 513]) {
      const text = render(playlist, indexOf(count));
      assert.ok(text.startsWith(before), `${count}`);
      assert.equal(text.match(/#EXTINF/g)?.length, count);
      before = text;
    }
    const ended = render(playlist, indexOf(513, 'stopped'));
    assert.equal(ended, `${before}#EXT-X-ENDLIST\n`);
    assert.match(ended, /#EXT-X-PLAYLIST-TYPE:EVENT\n/);
  });

  it('is the same whatever was rendered before, compressed as well', () => {
    const grown = new RecordingPlaylist();
    for (const count of [1, 130, 300]) render(grown, indexOf(count));
    for (const type of ['VOD', 'EVENT'] as const) {
      const text = render(new RecordingPlaylist(), indexOf(600, 'stopped'), { type });
      assert.equal(render(grown, indexOf(600, 'stopped'), { type }), text);
      const gzipped = grown.render(indexOf(600, 'stopped'), { type, form: 'whole', encoding: 'gzip' });
      assert.equal(gunzipSync(gzipped).toString(), text);
      assert.ok(gzipped.length < text.length / 5, `${gzipped.length} of ${text.length}`);
    }
  });

  it('tells a player that reloads no more than it lacks', () => {
    const playlist = new RecordingPlaylist();
    const whole = render(playlist, indexOf(300));
    assert.match(whole, /#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=6\n/);
    const delta = render(playlist, indexOf(300), { form: 'delta' });
    const skipped = Number(/SKIPPED-SEGMENTS=(\d+)/.exec(delta)![1]);
    assert.ok(skipped >= 290 && skipped <= 294, `${skipped}`);
    const kept = delta.slice(delta.indexOf('\n', delta.indexOf('SKIPPED')) + 1);
    assert.ok(whole.endsWith(kept));
    assert.equal(kept.match(/#EXTINF/g)?.length, 300 - skipped);
    assert.doesNotMatch(render(playlist, indexOf(10), { form: 'delta' }), /SKIP:/);
    assert.doesNotMatch(render(playlist, indexOf(300, 'stopped'), { type: 'VOD', form: 'delta' }), /SKIP/);
  });

  it('names the init segment and the discontinuity of another run once', () => {
    const text = render(new RecordingPlaylist(), indexOf(300, 'stopped'), { type: 'VOD' });
    assert.equal(text.match(/#EXT-X-MAP/g)?.length, 2);
    assert.match(text, /seg199\.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init1\.mp4"\n#EXT-X-PROGRAM/);
    assert.match(text, /#EXT-X-VERSION:6\n[\s\S]*TYPE:VOD\n[\s\S]*#EXT-X-ENDLIST\n$/);
  });
});
