import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { samplesOf } from '../../packages/gateway/src/testing/fragment-reader.js';
import { picture, sound } from '../../packages/gateway/src/testing/synthetic-camera.js';
import { createFilmedStream, filmedFromMs } from './filmed-stream.js';
import { hintedUri } from './parse-playlist.js';
import { durationOf } from './playlist-rules.js';
import { createScriptClock } from './script-clock.js';
import { serveStream } from './served-stream.js';

/** Silence up to here is made up for by longer pictures. */
const noticedAfterMs = 1000;
const partMs = 200;

/** A camera that has filmed for 3.3 seconds and says nothing more. */
function filmedThenSilent(t: TestContext, silentMs: number) {
  const clock = createScriptClock(t.mock);
  const filmed = createFilmedStream({ clock });
  filmed.film({ seconds: 3.3 });
  const seenBefore = filmed.seen.length;
  const filmedUntilMs = clock.nowMs();
  filmed.beSilent(silentMs);
  return {
    clock,
    filmed,
    filmedUntilMs,
    ofSilence: filmed.seen.slice(seenBefore),
    newest: () => filmed.seen.at(-1)!.playlist,
  };
}

describe('a camera that is silent', () => {
  it('row 4: is followed by a new part each PART-TARGET, from a second on (§6.2.1)', (t) => {
    const { ofSilence, filmedUntilMs } = filmedThenSilent(t, 6000);
    const [first] = ofSilence;
    assert.ok(first!.atMs - filmedUntilMs <= noticedAfterMs);
    const pausesMs = ofSilence.slice(1).map(({ atMs }, index) => atMs - ofSilence[index]!.atMs);
    assert.ok(pausesMs.length >= 24);
    assert.ok(
      pausesMs.every((pauseMs) => pauseMs <= partMs + 20),
      `${pausesMs}`,
    );
    for (const { playlist } of ofSilence) {
      const { isGap, parts } = playlist.segments.at(-1)!;
      assert.ok(isGap && parts.every((part) => part.isGap && part.duration === playlist.partTarget));
    }
  });

  it('row 4: is followed by a new segment within 1.5 target durations, as long as others are (§6.2.1)', (t) => {
    const { filmed } = filmedThenSilent(t, 9000);
    const completedAtMs = new Map<number, number>();
    for (const { atMs, playlist } of filmed.seen) {
      for (const { sequence, uri, isGap, duration } of playlist.segments) {
        if (uri === undefined) continue;
        if (!completedAtMs.has(sequence)) completedAtMs.set(sequence, atMs);
        if (isGap) assert.equal(duration, 1);
      }
    }
    const timesMs = [...completedAtMs.values()];
    assert.ok(timesMs.every((atMs, index) => atMs - (timesMs[index - 1] ?? 0) <= 1.5 * 2000));
    assert.ok(timesMs.length >= 7 + 3 + 8);
  });

  it('row 4: does not hold up the timeline, which goes on with the clock (§6.2.1)', (t) => {
    const { newest, clock } = filmedThenSilent(t, 5000);
    const last = newest().segments.at(-1)!;
    const edgeMs = Date.parse(last.programDateTime!) + durationOf(last) * 1000 - filmedFromMs;
    assert.ok(Math.abs(edgeMs - clock.nowMs()) <= partMs + 20, `${edgeMs} at ${clock.nowMs()}`);
  });

  it('row 4: comes back with the next keyframe as a new segment, without a discontinuity (§6.2.1)', (t) => {
    const { filmed, newest } = filmedThenSilent(t, 3000);
    const mapBefore = newest().segments.at(-1)!.map;
    filmed.film({ seconds: 0.5, framesBeforeKeyframe: 1000 });
    assert.equal(newest().segments.at(-1)!.isGap, true);
    filmed.film({ seconds: 1, framesBeforeKeyframe: 6 });
    const [gap, media] = newest().segments.slice(-2);
    assert.deepEqual([gap!.isGap, media!.isGap], [true, false]);
    assert.deepEqual([media!.hasDiscontinuity, media!.map], [false, mapBefore]);
    assert.equal(media!.parts[0]!.isIndependent, true);
    assert.deepEqual(filmed.faults, []);
  });

  it('row 4: comes back with a discontinuity and its own init segment when it is another run (§6.2.1)', (t) => {
    const { filmed, newest } = filmedThenSilent(t, 3000);
    filmed.restart();
    filmed.beSilent(1500);
    assert.equal(newest().segments.at(-1)!.isGap, true);
    filmed.film({ seconds: 1 });
    const media = newest().segments.at(-1)!;
    assert.deepEqual([media.hasDiscontinuity, media.map], [true, 'init1.mp4']);
    assert.deepEqual(filmed.faults, []);
  });

  it('row 4: has no gap when it was silent for less than a second', (t) => {
    const { filmed, newest } = filmedThenSilent(t, 900);
    filmed.film({ seconds: 2 });
    assert.deepEqual(
      newest()
        .segments.filter(({ isGap }) => isGap)
        .map(({ sequence }) => sequence),
      [0, 1, 2, 3, 4, 5, 6],
    );
    assert.deepEqual(filmed.faults, []);
  });

  it('row 4: uses the hinted names for gap parts, which are answered with nothing (§6.2.1, §6.2.6)', async (t) => {
    const clock = createScriptClock(t.mock);
    const filmed = createFilmedStream({ clock });
    filmed.film({ seconds: 3.4 });
    const { get, playlist, blocked } = await serveStream(t, filmed.stream);
    const hint = hintedUri(filmed.seen.at(-1)!.playlist, 'PART')!;
    const [part, list] = [get(hint), playlist('_HLS_msn=11')];
    await blocked(2);
    filmed.beSilent(4000);
    assert.equal((await (await part).arrayBuffer()).byteLength, 0);
    const gaps = (await list).segments.filter(({ isGap, parts }) => isGap && parts.length > 0);
    assert.equal(gaps[0]!.parts[0]!.uri, hint);
    for (const { uri } of gaps.flatMap(({ parts }) => parts)) {
      const response = await get(uri);
      assert.deepEqual([response.status, (await response.arrayBuffer()).byteLength], [200, 0], uri);
    }
  });

  it('row 4: has no sound of before behind the gap', (t) => {
    const clock = createScriptClock(t.mock);
    const { stream } = createFilmedStream({ clock });
    const sink = stream.beginRun({ arrivalDelayMs: 0 });
    sink.setTracks({ hasVideo: true, hasAudio: true });
    let soundCount = 0;
    const hearUntil = (atMs: number): void => {
      clock.pass(atMs - clock.nowMs());
      for (; soundCount * 1920 <= atMs * 90; soundCount++) sink.write(sound(soundCount * 1920));
    };
    const film = (fromMs: number, frameCount: number): void => {
      for (let index = 0; index < frameCount; index++) {
        const atMs = fromMs + (index * 1000) / 30;
        hearUntil(atMs);
        sink.write(picture({ dtsTicks: Math.round(atMs * 90), isKeyframe: index % 30 === 0 }));
      }
    };
    film(0, 66);
    // Ten gap parts: two gap segments are complete, and none is open.
    for (let atMs = 2200; atMs < 4200; atMs += 20) hearUntil(atMs);
    film(4200, 45);
    const segments = stream.window!.segments;
    const firstBehind = segments.findIndex(
      ({ isGap, parts }, index) => !isGap && parts.length > 0 && segments[index - 1]!.isGap && index > 7,
    );
    const bytes = Buffer.concat(segments[firstBehind]!.parts.map((part) => part.bytes));
    const soundSeconds = samplesOf(bytes, 2)[0]!.decodeTicks / 48_000;
    const pictureSeconds = samplesOf(bytes, 1)[0]!.decodeTicks / 90_000;
    assert.ok(
      Math.abs(soundSeconds - pictureSeconds) < 0.05,
      `sound at ${soundSeconds}, picture at ${pictureSeconds}`,
    );
    stream.close();
  });
});
