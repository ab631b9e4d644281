import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { samplesOf } from '../testing/fragment-reader.js';
import { createFixtureRun, createFixtureStream, fixtureNowMs } from '../testing/live-stream-fixture.js';
import { picture } from '../testing/synthetic-camera.js';
import type { LiveStream } from './live-stream.js';

const listedNames = (stream: LiveStream): string[] =>
  stream.window!.segments.flatMap(({ name, init, parts }) => [
    name,
    init.name,
    ...parts.map((part) => part.name),
  ]);

describe('LiveStream', () => {
  it('is ready with the first keyframe of a run, and says so once a run', async () => {
    let readyCount = 0;
    const stream = createFixtureStream({ onReady: () => readyCount++ });
    const ready = stream.whenReady();
    assert.equal(stream.isReady, false);
    assert.equal(stream.codecs, undefined);
    const first = createFixtureRun(stream);
    first.push(1);
    await ready;
    assert.equal(stream.codecs, 'avc1.42c01e');
    first.push(60);
    assert.equal(readyCount, 1);
    createFixtureRun(stream).push(60);
    assert.equal(readyCount, 2);
  });

  it('holds the media of a segment once: its parts are views of it', () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(31);
    const complete = stream.window!.segments.find(({ isGap }) => !isGap);
    const whole = stream.find(complete!.name)!;
    let offset = whole.byteOffset;
    for (const { bytes } of complete!.parts) {
      assert.deepEqual([bytes.buffer, bytes.byteOffset], [whole.buffer, offset]);
      offset += bytes.length;
    }
    assert.equal(offset, whole.byteOffset + whole.length);
    assert.equal(stream.find('part5.m4s'), complete!.parts[0]!.bytes);
  });

  it('goes on with time, names and fragment numbers across runs', () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(45);
    createFixtureRun(stream, { startTicks: 12 }).push(45);
    const segments = stream.window!.segments.filter(({ isGap }) => !isGap);
    assert.deepEqual(
      segments.map(({ sequence, name, init, hasDiscontinuity }) => [
        sequence,
        name,
        init.name,
        hasDiscontinuity,
      ]),
      [
        [7, 'seg7.m4s', 'init0.mp4', false],
        [8, 'seg8.m4s', 'init0.mp4', false],
        [9, 'seg9.m4s', 'init1.mp4', true],
        [10, 'seg10.m4s', 'init1.mp4', false],
      ],
    );
    const media = Buffer.concat(segments.flatMap(({ parts }) => parts.map(({ bytes }) => bytes)));
    const times = samplesOf(media, 1).map(({ decodeTicks }) => decodeTicks);
    assert.deepEqual(
      times,
      times.map((_, index) => 7 * 90_000 + index * 3000),
    );
  });

  it('ends an older run when a new one begins', () => {
    const stream = createFixtureStream();
    const older = createFixtureRun(stream);
    older.push(1);
    createFixtureRun(stream).push(1);
    older.push(60);
    assert.deepEqual(
      stream.window!.segments.slice(-2).map(({ durationTicks }) => durationTicks),
      [3000, 3000],
    );
  });

  it('keeps what has left the list downloadable for a while, and then forgets it', () => {
    const stream = createFixtureStream();
    const { push } = createFixtureRun(stream);
    push(30 * 13 + 1);
    assert.equal(stream.window!.segments[0]!.name, 'seg8.m4s');
    assert.ok(stream.find('seg7.m4s'));
    assert.ok(stream.find('part5.m4s'));
    push(30 * 12);
    assert.equal(stream.find('seg7.m4s'), undefined);
    assert.equal(stream.find('part5.m4s'), undefined);
    assert.ok(stream.find('seg8.m4s'));
    const open = stream.window!.segments.at(-1)!;
    assert.ok(listedNames(stream).every((name) => stream.find(name) || name === open.name));
  });

  it('lists gaps before its first segment, which show its newest picture to who loads them all the same', () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(1);
    const gaps = stream.window!.segments.filter(({ isGap }) => isGap);
    assert.equal(gaps.length, 7);
    const times = gaps.map(({ name }) => samplesOf(stream.find(name)!, 1)[0]!.decodeTicks);
    assert.deepEqual(
      times,
      gaps.map((_, index) => index * 90_000),
    );
    assert.equal(stream.stats().segmentCount, 1);
  });

  it('forgets an init segment with the last segment that needs it', () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(30);
    const second = createFixtureRun(stream);
    second.push(30 * 20);
    assert.ok(stream.find('init0.mp4'));
    second.push(30 * 10);
    assert.equal(stream.find('init0.mp4'), undefined);
    assert.ok(stream.find('init1.mp4'));
  });

  it('stays within its bytes, whatever the window asks for, and keeps the open segment', () => {
    const maxBytes = 100_000;
    const stream = createFixtureStream({ maxBytes });
    const sink = stream.beginRun({ arrivalDelayMs: 0 });
    let lastSequence = 0;
    for (let index = 0; index < 600; index++) {
      const isKeyframe = index % 30 === 0;
      sink.write(picture({ dtsTicks: index * 3000, isKeyframe, byteLength: 1000 }));
      const { segments } = stream.window!;
      assert.ok(stream.stats().heldBytes <= maxBytes);
      assert.ok(segments[0]!.sequence >= lastSequence);
      lastSequence = segments[0]!.sequence;
    }
    assert.ok(stream.stats().heldBytes > maxBytes / 2);
    assert.equal(stream.stats().newestSequence, 26);
  });

  it('counts what it holds', () => {
    const stream = createFixtureStream();
    assert.deepEqual(stream.stats(), {
      segmentCount: 0,
      heldBytes: 0,
      newestSequence: -1,
      lastPartAtMs: undefined,
      waiterCount: 0,
    });
    createFixtureRun(stream).push(45);
    const { heldBytes, ...others } = stream.stats();
    assert.deepEqual(others, {
      segmentCount: 2,
      newestSequence: 8,
      lastPartAtMs: fixtureNowMs + 41_000 / 30,
      waiterCount: 0,
    });
    assert.ok(heldBytes > 43 * 100 && heldBytes < 45 * 300);
  });

  it('frees everything, ends every wait and takes no more when it is closed', async () => {
    const stream = createFixtureStream();
    const { push } = createFixtureRun(stream);
    push(45);
    const wait = stream.waitUntil(() => false);
    stream.close(new Error('no viewers'));
    stream.close();
    await assert.rejects(wait, /no viewers/);
    await assert.rejects(stream.whenReady(), /no viewers/);
    assert.equal(stream.isReady, false);
    assert.equal(stream.find('seg7.m4s'), undefined);
    push(45);
    createFixtureRun(stream).push(45);
    assert.equal(stream.stats().heldBytes, 0);
  });

  it('ends a wait for its start with the reason of the signal', async () => {
    const viewer = new AbortController();
    const ready = createFixtureStream().whenReady(viewer.signal);
    viewer.abort(new Error('left'));
    await assert.rejects(ready, /left/);
  });

  it('tells how far parts are from their time, within a run alone', (t) => {
    let nowMs = 1000;
    t.mock.method(performance, 'now', () => nowMs);
    const jitters: number[] = [];
    const stream = createFixtureStream({ onPart: (jitterMs) => jitters.push(Math.round(jitterMs)) });
    const first = createFixtureRun(stream);
    // The first part is the keyframe, for who waits; the others are six frames, known to end with the frame behind them.
    first.push(7);
    jitters.length = 0;
    for (const afterMs of [200, 230, 150]) {
      nowMs += afterMs;
      first.push(6);
    }
    assert.deepEqual(jitters, [0, 30, 50]);
    nowMs += 5000;
    createFixtureRun(stream).push(1);
    assert.deepEqual(jitters, [0, 30, 50]);
    stream.close();
  });
});
