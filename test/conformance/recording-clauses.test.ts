/** Playlists of recordings, rows 22 to 24 of the README: VOD, and EVENT for who began while it was made. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type PlaylistType,
  RecordingPlaylist,
} from '../../packages/gateway/src/recording/recording-playlist.js';
import { recordStream } from '../../packages/gateway/src/recording/stream-recorder.js';
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
const liveTags = /EXT-X-(?:PART|PART-INF|PRELOAD-HINT|SKIP|GAP|RENDITION-REPORT)/;

describe('the playlist of a recording', () => {
  let folder: RecordingFolder;
  /** After each run, and of what is finished, as who began at first gets it. */
  const events: string[] = [];
  /** As who comes later gets it. */
  let vod: string;
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
    const playlist = new RecordingPlaylist();
    const print = async (type: PlaylistType): Promise<string> => {
      const [recording] = catalog.list(fixtureCameraId);
      const request = { type, form: 'whole', encoding: 'identity' } as const;
      return playlist.render(await catalog.indexOf(recording!), request).toString();
    };
    for (const run of [
      { seconds: 3 },
      { seconds: 2, afterMs: 4000, size: '640x360', framesPerSecond: 15 },
      { seconds: 3, afterMs: 1000 },
    ]) {
      await push(run);
      // All of it but the last segment, which is complete when another one begins.
      await until(() => (catalog.list(fixtureCameraId)[0]?.segmentCount ?? 0) > events.length, {
        what: 'something of the run to be kept',
        withinMs: 5000,
      });
      events.push(await print('EVENT'));
    }
    stream.close();
    await recorder.done;
    events.push(await print('EVENT'));
    vod = await print('VOD');
  });
  after(() => folder.remove());

  it('row 22: is EVENT and only added to, up to its end, or VOD; from media sequence number 0 (§4.4.3.5, §4.4.3.4, §6.2.1)', () => {
    const last = events.at(-1)!;
    events.forEach((text, at) => {
      assert.match(text, /#EXT-X-PLAYLIST-TYPE:EVENT\n/);
      assert.ok(text.startsWith(events[at - 1] ?? ''));
      const { mediaSequence, isEnded } = parsePlaylist(text);
      assert.deepEqual([mediaSequence, isEnded], [0, text === last]);
      assert.doesNotMatch(text, liveTags);
    });
    assert.match(vod, /#EXT-X-PLAYLIST-TYPE:VOD\n/);
    assert.doesNotMatch(vod, /EXT-X-SERVER-CONTROL/);
    const [finished, event] = [parsePlaylist(vod), parsePlaylist(last)];
    assert.deepEqual([finished.mediaSequence, finished.isEnded], [0, true]);
    assert.deepEqual([finished.segments, finished.targetDuration], [event.segments, event.targetDuration]);
  });

  it('row 23: has a version, a target duration that no segment exceeds, an init segment for all of them (§8, §4.4.3.1, §4.4.4.5)', () => {
    for (const text of [...events, vod]) {
      const { version, targetDuration, segments } = parsePlaylist(text);
      assert.deepEqual([version, Number.isInteger(targetDuration)], [text === vod ? 6 : 9, true]);
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
    for (const text of [...events, vod]) {
      const playlist = parsePlaylist(text);
      assert.ok(playlist.segments.every(({ programDateTime }) => programDateTime !== undefined));
      assert.deepEqual(findDateFaults(playlist), []);
    }
    const breaks = parsePlaylist(vod).segments.filter(({ hasDiscontinuity }) => hasDiscontinuity);
    assert.equal(breaks.length, 2);
  });
});
