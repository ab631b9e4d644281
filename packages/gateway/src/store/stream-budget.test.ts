import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { pictures } from '../testing/synthetic-camera.js';

const mebibyte = 1024 * 1024;

/** Pictures blown up to a size. */
function hugePictures(byteCount: number, options: Partial<Parameters<typeof pictures>[0]> = {}) {
  const frames = pictures({ framesPerSecond: 30, frameCount: 600, keyframeInterval: 30, ...options });
  return frames.map((frame) => ({
    ...frame,
    nalUnits: [...frame.nalUnits, Buffer.concat([Buffer.from([6]), Buffer.alloc(byteCount, 1)])],
  }));
}

describe('the bytes that a stream holds', () => {
  const maxBytes = 8 * mebibyte;

  it('stay within the limit whatever the bit rate, as the oldest segments go first', () => {
    const stream = createFixtureStream({ maxBytes });
    const ends: string[] = [];
    const sink = stream.beginRun({ arrivalDelayMs: 0, onOverfull: () => ends.push('overfull') });
    for (const frame of hugePictures(mebibyte / 10)) {
      sink.write(frame);
      assert.ok(stream.stats().heldBytes <= maxBytes);
    }
    assert.deepEqual(ends, []);
    const { segments } = stream.window!;
    assert.ok(segments.length < 4, `${segments.length} segments of some 3 MB`);
    assert.ok(segments.at(-1)!.sequence > 20, 'the stream goes on');
  });

  it('stay within it where no segment ends, as of pictures that are too large: the run is ended', () => {
    const stream = createFixtureStream({ maxBytes });
    const ends: string[] = [];
    const sink = stream.beginRun({ arrivalDelayMs: 0, onOverfull: () => ends.push('overfull') });
    for (const frame of hugePictures(mebibyte)) sink.write(frame);
    assert.deepEqual(ends, ['overfull'], 'told once');
    assert.ok(
      stream.stats().heldBytes <= maxBytes + 2 * mebibyte,
      'but for the picture that was one too many',
    );
  });

  it('stay within it where the clock of the camera stands still', () => {
    const stream = createFixtureStream({ maxBytes });
    const ends: string[] = [];
    const sink = stream.beginRun({ arrivalDelayMs: 0, onOverfull: () => ends.push('overfull') });
    for (const frame of hugePictures(mebibyte / 4))
      sink.write({ ...frame, dtsTicks: 0, ptsTicks: 0, isKeyframe: false });
    const [first] = hugePictures(mebibyte / 4);
    sink.write({ ...first!, dtsTicks: 0, ptsTicks: 0 });
    for (const frame of hugePictures(mebibyte / 4).slice(1))
      sink.write({ ...frame, dtsTicks: 0, ptsTicks: 0 });
    assert.ok(stream.stats().heldBytes <= maxBytes + mebibyte);
  });

  it('leave room for the next run', () => {
    const stream = createFixtureStream({ maxBytes });
    const sink = stream.beginRun({ arrivalDelayMs: 0 });
    for (const frame of hugePictures(mebibyte)) sink.write(frame);
    const before = stream.window!.segments.at(-1)!.sequence;
    createFixtureRun(stream).push(60);
    assert.ok(stream.window!.segments.at(-1)!.sequence > before);
    assert.ok(stream.stats().heldBytes <= maxBytes);
  });
});
