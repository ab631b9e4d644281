import assert from 'node:assert/strict';
import { before, describe, it, mock } from 'node:test';
import { syntheticVideo } from '../../packages/gateway/src/testing/synthetic-camera.js';
import { createFilmedStream, filmedFromMs, otherParameters, type SeenPlaylist } from './filmed-stream.js';
import type { ParsedPlaylist, ParsedSegment } from './parse-playlist.js';
import { durationOf } from './playlist-rules.js';
import { createScriptClock } from './script-clock.js';
import { serveStream } from './served-stream.js';

const declaredVideo = { ...syntheticVideo, framesPerSecond: 30 };
const secondsOf = (segments: readonly ParsedSegment[]): number =>
  segments.reduce((total, segment) => total + durationOf(segment), 0);

/**
 * What players see of a camera which changes its keyframe interval, its picture size and its frame rate, falls silent and is
 * started again.
 */
describe('the playlists of a camera that keeps to nothing', () => {
  let seen: readonly SeenPlaylist[] = [];
  let playlists: readonly ParsedPlaylist[] = [];
  /** Each segment as it was listed first after it was complete. */
  let complete: readonly ParsedSegment[] = [];
  before(() => {
    const filmed = createFilmedStream({ clock: createScriptClock(mock) });
    filmed.film({ seconds: 12, parameters: declaredVideo });
    filmed.film({ seconds: 12, keyframeSeconds: 1.7, parameters: declaredVideo });
    filmed.film({ seconds: 6, keyframeSeconds: 5, parameters: otherParameters(1) });
    filmed.beSilent(4000);
    filmed.film({ seconds: 6, parameters: otherParameters(1) });
    filmed.restart();
    filmed.beSilent(700);
    filmed.film({ seconds: 20, framesPerSecond: 12 });
    filmed.endRun();
    filmed.stream.close();
    mock.timers.reset();
    mock.restoreAll();
    assert.deepEqual(filmed.faults.slice(0, 5), []);
    seen = filmed.seen;
    playlists = seen.map(({ playlist }) => playlist);
    const bySequence = new Map<number, ParsedSegment>();
    for (const segment of playlists.flatMap(({ segments }) => segments)) {
      if (segment.uri !== undefined && !bySequence.has(segment.sequence))
        bySequence.set(segment.sequence, segment);
    }
    complete = [...bySequence.values()];
  });

  it('row 1: keep EXT-X-TARGETDURATION, and no segment is longer when rounded (§6.2.1)', () => {
    assert.deepEqual([...new Set(playlists.map(({ targetDuration }) => targetDuration))], [2]);
    assert.ok(complete.every(({ duration }) => Math.round(duration!) <= 2));
    assert.ok(
      complete.some(({ duration }) => duration! > 1.5),
      'no long group of pictures came',
    );
  });

  it('row 2: keep PART-TARGET and every attribute of EXT-X-SERVER-CONTROL (§6.2.1)', () => {
    assert.equal(new Set(playlists.map(({ partTarget }) => partTarget)).size, 1);
    assert.equal(new Set(playlists.map(({ serverControl }) => JSON.stringify(serverControl))).size, 1);
  });

  it('row 3: keep parts between 85 % and 100 % of PART-TARGET, but where the clause exempts them (§4.4.4.9)', () => {
    const shares = complete.flatMap(({ parts }) =>
      parts.map(({ duration, isIndependent, isGap }, index) => ({
        share: duration / playlists[0]!.partTarget,
        isExempt: isIndependent || isGap || index === parts.length - 1,
      })),
    );
    assert.ok(shares.every(({ share }) => share <= 1.0001));
    assert.ok(shares.every(({ share, isExempt }) => isExempt || share >= 0.85));
    assert.ok(
      shares.some(({ share, isExempt }) => !isExempt && share < 0.95),
      'all parts were full anyway',
    );
  });

  it('row 5: hold back at least three times PART-TARGET (§4.4.3.8; Apple HLS authoring 14.3)', () => {
    for (const { serverControl, partTarget } of playlists) {
      assert.ok(Number(serverControl['PART-HOLD-BACK']) >= 3 * partTarget - 1e-9);
    }
  });

  it('row 6: hold back at least three target durations (§4.4.3.8)', () => {
    for (const { serverControl } of playlists) assert.ok(Number(serverControl['HOLD-BACK']) >= 6);
  });

  it('row 14: date every segment, with a drift of a millisecond a segment at most (§4.4.4.6, §6.2.1)', () => {
    const pairs = complete.slice(1).map((segment, index) => [complete[index]!, segment] as const);
    const offsMs = pairs
      .filter(([one, next]) => !next.hasDiscontinuity && !(one.isGap && !next.isGap))
      .map(([one, next]) => dateMs(next) - dateMs(one) - one.duration! * 1000);
    assert.ok(offsMs.length > 30);
    assert.ok(
      offsMs.every((off) => Math.abs(off) <= 2.05),
      `${offsMs}`,
    );
    const first = complete.find(({ isGap }) => !isGap)!;
    assert.equal(dateMs(first), filmedFromMs);
  });

  it('row 15: put EXT-X-DISCONTINUITY and EXT-X-MAP before other parameters and another run, and count them (§4.4.4.3, §6.2.2)', () => {
    const maps = complete.map(({ map }) => map);
    assert.deepEqual([...new Set(maps)], ['init0.mp4', 'init1.mp4', 'init2.mp4']);
    for (const [index, segment] of complete.entries()) {
      assert.equal(segment.hasDiscontinuity, index > 0 && segment.map !== maps[index - 1]);
      if (segment.hasDiscontinuity) assert.equal(segment.parts[0]?.isIndependent, true);
    }
    assert.equal(playlists[0]!.discontinuitySequence, 0);
    assert.equal(playlists.at(-1)!.discontinuitySequence, 2);
  });

  it('row 16: list parts up to three target durations from the edge, and never less than three target durations (§6.2.2)', () => {
    for (const { segments, targetDuration } of playlists) {
      segments.forEach(({ parts, isGap }, index) => {
        const toEdge = secondsOf(segments.slice(index + 1));
        if (toEdge > 3 * targetDuration + 1e-4) assert.equal(parts.length, 0);
        else assert.ok(parts.length > 0 || isGap);
      });
      assert.ok(secondsOf(segments) >= 3 * targetDuration);
    }
  });

  it('row 16: list three target durations however short a list is asked for (§6.2.2)', (t) => {
    const deps = { hls: { segmentMs: 1000, partMs: 200, windowMs: 1000 } };
    const filmed = createFilmedStream({ clock: createScriptClock(t.mock), deps });
    filmed.film({ seconds: 20 });
    const { mediaSequence, segments } = filmed.seen.at(-1)!.playlist;
    assert.ok(mediaSequence > 7);
    assert.ok(secondsOf(segments) >= 6);
    assert.deepEqual(filmed.faults, []);
  });

  it('row 17: begin each segment with a part that is independent, where keyframes come often enough (B.1)', () => {
    const media = complete.filter(({ isGap, parts }) => !isGap && parts.length > 0);
    const firsts = media.map(({ parts }) => parts[0]!.isIndependent);
    // Five seconds without a keyframe are more than a segment may last.
    assert.equal(firsts.filter((isIndependent) => !isIndependent).length, 1);
    assert.ok(firsts.length > 40);
  });

  it('row 20: say version 9, which AVPlayer wants with EXT-X-SERVER-CONTROL, and not more (§8)', () => {
    assert.deepEqual([...new Set(playlists.map(({ version }) => version))], [9]);
  });

  it('row 21: list seven gaps before the first segment, so that players which count segments start', () => {
    const [first] = playlists;
    assert.deepEqual(
      first!.segments.map(({ isGap, uri }) => [isGap, uri]),
      [...Array.from({ length: 7 }, (_, index) => [true, `seg${index}.m4s`]), [false, undefined]],
    );
  });

  it('rows 12 and 13: promise no deltas of a short window and name no other renditions (§4.4.3.8, §4.4.5.4)', () => {
    for (const { text } of seen) assert.doesNotMatch(text, /CAN-SKIP|EXT-X-SKIP|RENDITION-REPORT|ENDLIST/);
  });

  it('are what is served', async (t) => {
    const filmed = createFilmedStream({ clock: createScriptClock(t.mock) });
    filmed.film({ seconds: 3 });
    t.mock.timers.reset();
    const { get } = await serveStream(t, filmed.stream);
    assert.equal(await (await get('index.m3u8')).text(), filmed.seen.at(-1)!.text);
  });
});

function dateMs({ programDateTime }: ParsedSegment): number {
  return Date.parse(programDateTime!);
}
