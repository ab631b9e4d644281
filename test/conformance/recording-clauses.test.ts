/** Playlists of recordings, rows 22 to 24 of the README: VOD, and EVENT while it is made. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { recordStream } from '../../packages/gateway/src/recording/stream-recorder.js';
import { renderVodPlaylist } from '../../packages/gateway/src/recording/vod-playlist.js';
import {
  createFilmedStream,
  createRecordingFolder,
  fixtureCameraId,
  type RecordingFolder,
} from '../../packages/gateway/src/testing/recording-fixture.js';
import { until } from '../support/deadline.js';
import { parsePlaylist } from './parse-playlist.js';
import { findDateFaults } from './program-dates.js';

/** Tags that may not be in a playlist without an update, or are of live playlists alone. */
const liveTags = /EXT-X-(?:SERVER-CONTROL|PART|PART-INF|PRELOAD-HINT|SKIP|GAP|RENDITION-REPORT)/;

describe('the playlist of a recording', () => {
  let folder: RecordingFolder;
  /** After each run, and of what is finished. */
  const texts: string[] = [];
  before(async () => {
    folder = await createRecordingFolder();
    const catalog = await folder.open();
    const { stream, push } = createFilmedStream();
    const recorder = recordStream({
      cameraId: fixtureCameraId,
      live: stream,
      catalog,
      maxDurationMs: 3_600_000,
      onBegun: () => {},
    });
    const print = async () => {
      const [recording] = catalog.list(fixtureCameraId);
      texts.push(renderVodPlaylist(await catalog.indexOf(recording!)));
    };
    for (const run of [
      { seconds: 3 },
      { seconds: 2, afterMs: 4000, size: '640x360', framesPerSecond: 15 },
      { seconds: 3, afterMs: 1000 },
    ]) {
      await push(run);
      // All of it but the last segment, which is complete when another one begins.
      await until(() => (catalog.list(fixtureCameraId)[0]?.segmentCount ?? 0) > texts.length, {
        what: 'something of the run to be kept',
        withinMs: 5000,
      });
      await print();
    }
    stream.close();
    await recorder.done;
    await print();
  });
  after(() => folder.remove());

  it('row 22: is EVENT and only grows, then VOD with an end, from media sequence number 0 (§4.4.3.5, §4.4.3.4, §6.2.1)', () => {
    const last = texts.at(-1)!;
    for (const text of texts) {
      const isLast = text === last;
      assert.match(text, isLast ? /#EXT-X-PLAYLIST-TYPE:VOD\n/ : /#EXT-X-PLAYLIST-TYPE:EVENT\n/);
      const { mediaSequence, isEnded, segments, targetDuration } = parsePlaylist(text);
      assert.deepEqual([mediaSequence, isEnded], [0, isLast]);
      const finished = parsePlaylist(last);
      assert.deepEqual(segments, finished.segments.slice(0, segments.length));
      assert.equal(targetDuration, finished.targetDuration);
      assert.doesNotMatch(text, liveTags);
    }
  });

  it('row 23: has a version, a target duration that no segment exceeds, an init segment for all of them (§8, §4.4.3.1, §4.4.4.5)', () => {
    for (const text of texts) {
      const { version, targetDuration, segments } = parsePlaylist(text);
      assert.deepEqual([version, Number.isInteger(targetDuration)], [6, true]);
      assert.ok(segments.length > 0);
      segments.forEach(({ duration, map, hasDiscontinuity, isGap }, at) => {
        assert.ok(duration! > 0 && Math.round(duration!) <= targetDuration, `${duration} s`);
        assert.ok(map !== undefined && !isGap);
        const isOther = at > 0 && map !== segments[at - 1]!.map;
        assert.ok(!isOther || hasDiscontinuity, 'another init segment without a discontinuity');
      });
    }
  });

  it('row 24: dates each segment, in one clock but for discontinuities (§4.4.4.6)', () => {
    for (const text of texts) {
      const playlist = parsePlaylist(text);
      assert.ok(playlist.segments.every(({ programDateTime }) => programDateTime !== undefined));
      assert.deepEqual(findDateFaults(playlist), []);
    }
    const breaks = parsePlaylist(texts.at(-1)!).segments.filter(({ hasDiscontinuity }) => hasDiscontinuity);
    assert.equal(breaks.length, 2);
  });
});
