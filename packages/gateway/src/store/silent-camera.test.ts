import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { samplesOf } from '../testing/fragment-reader.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { playClock } from '../testing/played-clock.js';
import { picture, syntheticVideo } from '../testing/synthetic-camera.js';
import type { LiveStream } from './live-stream.js';
import { isComplete, type Segment } from './segment.js';

const listed = (stream: LiveStream): Segment[] => stream.window!.segments.slice(7);
const summary = ({ sequence, isGap, hasDiscontinuity, parts, durationTicks }: Segment) => ({
  sequence,
  isGap,
  hasDiscontinuity,
  parts: parts.length,
  seconds: durationTicks / 90_000,
});
const decodeSeconds = (segment: Segment): number =>
  samplesOf(Buffer.concat(segment.parts.map(({ bytes }) => bytes)), 1)[0]!.decodeTicks / 90_000;

describe('the stream of a silent camera', () => {
  const clock = playClock();

  it('goes on with gap parts, a segment of them each second', async () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(31);
    const { nextPartName } = stream.window!;
    await clock.pass(1800);
    const [media, short, gap, open] = listed(stream);
    assert.deepEqual(summary(short!), {
      sequence: 8,
      isGap: false,
      hasDiscontinuity: false,
      parts: 1,
      seconds: 1 / 30,
    });
    assert.ok(isComplete(media!) && isComplete(short!) && isComplete(gap!) && !isComplete(open!));
    assert.deepEqual(summary(gap!), {
      sequence: 9,
      isGap: true,
      hasDiscontinuity: false,
      parts: 5,
      seconds: 1,
    });
    assert.equal(open!.sequence, 10);
    assert.ok(open!.isGap && gap!.parts.every(({ isGap }) => isGap) && open!.parts.length === 4);
    assert.equal(nextPartName, short!.parts[0]!.name);
    assert.equal(stream.find(gap!.parts[0]!.name)?.length, 0);
    const still = samplesOf(stream.find(gap!.name)!, 1);
    assert.equal(still[0]!.decodeTicks, 7 * 90_000 + media!.durationTicks + short!.durationTicks);
    assert.equal(still.at(-1)!.decodeTicks + still.at(-1)!.durationTicks, still[0]!.decodeTicks + 90_000);
    assert.equal(
      Math.round(gap!.programDateTimeMs),
      Math.round(short!.programDateTimeMs + (short!.durationTicks * 1000) / 90_000),
    );
    stream.close();
  });

  it('comes back with a keyframe, where the gaps ended, and asks for one', async () => {
    const wanted: string[] = [];
    const stream = createFixtureStream({ onKeyframeWanted: (reason) => wanted.push(reason) });
    const { sink, push } = createFixtureRun(stream);
    push(31);
    await clock.pass(2000);
    const partCount = listed(stream).flatMap(({ parts }) => parts).length;
    const lateTicks = 900_000 + 93_000 + 180_000;
    sink.write(picture({ dtsTicks: lateTicks }));
    sink.write(picture({ dtsTicks: lateTicks + 3000 }));
    assert.deepEqual(wanted, ['silence_ended']);
    assert.equal(listed(stream).flatMap(({ parts }) => parts).length, partCount);
    for (let index = 0; index < 12; index++)
      sink.write(picture({ dtsTicks: lateTicks + 6000 + index * 3000, isKeyframe: index === 0 }));
    const segments = listed(stream);
    const [gap, back] = segments.slice(-2);
    assert.ok(gap!.isGap && isComplete(gap!));
    assert.deepEqual(
      [back!.isGap, back!.hasDiscontinuity, back!.parts[0]!.isIndependent],
      [false, false, true],
    );
    assert.equal(back!.init, segments[0]!.init);
    const before = segments.slice(0, -1).reduce((total, { durationTicks }) => total + durationTicks, 0);
    assert.equal(Math.round((decodeSeconds(back!) - 7) * 90_000), before);
    stream.close();
  });

  it('comes back with a discontinuity in another run, and dates it by its own arrival', async () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(31);
    await clock.pass(3000);
    createFixtureRun(stream, { parameters: { ...syntheticVideo, framesPerSecond: 15 } }).push(1);
    const [gap, back] = listed(stream).slice(-2);
    assert.ok(gap!.isGap && isComplete(gap!));
    assert.deepEqual([back!.isGap, back!.hasDiscontinuity], [false, true]);
    const gapEnd = listed(stream)
      .slice(0, -1)
      .reduce((total, { durationTicks }) => total + durationTicks, 0);
    assert.equal(Math.round((decodeSeconds(back!) - 7) * 90_000), gapEnd);
    stream.close();
  });

  it('lists gaps only, when that is all that the window has, and keeps no media', async () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(31);
    await clock.pass(40_000);
    assert.ok(stream.isReady);
    assert.ok(stream.window!.segments.every(({ isGap }) => isGap));
    assert.equal(stream.stats().heldBytes, 0);
    stream.close();
  });

  it('leaves a hiccup below a second to the next picture', async () => {
    const stream = createFixtureStream();
    const { push } = createFixtureRun(stream);
    push(31);
    await clock.pass(900);
    push(31);
    assert.ok(listed(stream).every(({ isGap }) => !isGap));
    stream.close();
  });

  it('ends with the stream', async () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(31);
    stream.close();
    await clock.pass(3000);
    assert.equal(stream.window, undefined);
    assert.equal(stream.stats().newestSequence, -1);
  });
});
