import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VideoAccessUnit } from '../mpegts/access-unit.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { picture } from '../testing/synthetic-camera.js';

const mebibyte = 1024 * 1024;
const maxBytes = 8 * mebibyte;

/** 20 s at 30 frames a second with a keyframe each second, each picture of the same size. */
function picturesOf(byteLength: number, tickStep = 3000): VideoAccessUnit[] {
  return Array.from({ length: 600 }, (_, index) =>
    picture({ dtsTicks: 900_000 + index * tickStep, isKeyframe: index % 30 === 0, byteLength }),
  );
}

function fill(frames: readonly VideoAccessUnit[]) {
  const stream = createFixtureStream({ maxBytes });
  let endCount = 0;
  let mostBytes = 0;
  const sink = stream.beginRun({ arrivalDelayMs: 0, onOverfull: () => endCount++ });
  for (const frame of frames) {
    sink.write(frame);
    mostBytes = Math.max(mostBytes, stream.stats().heldBytes);
  }
  return { stream, endCount, mostBytes };
}

describe('the bytes that a stream holds', () => {
  it('stay within the limit whatever the bit rate, as the oldest segments go first', () => {
    const { stream, endCount, mostBytes } = fill(picturesOf(mebibyte / 10));
    assert.equal(endCount, 0);
    assert.ok(mostBytes > maxBytes / 2 && mostBytes <= maxBytes, `${mostBytes} bytes`);
    const { segments } = stream.window!;
    assert.ok(segments.length < 4, `${segments.length} segments of some 3 MB`);
    assert.equal(segments.at(-1)!.sequence, 26, 'the stream goes on behind its 7 gaps');
  });

  for (const [what, frames] of [
    ['of pictures that are too large', picturesOf(mebibyte)],
    ['as where the clock of the camera stands still', picturesOf(mebibyte / 4, 0)],
    [
      'as without further keyframes',
      picturesOf(mebibyte / 4).map((frame, index) => ({ ...frame, isKeyframe: index === 0 })),
    ],
  ] as const)
    it(`stay within it where no segment ends in time, ${what}: the run is ended`, () => {
      const { endCount, mostBytes } = fill(frames);
      assert.equal(endCount, 1, 'told once');
      assert.ok(
        mostBytes <= maxBytes + 2 * mebibyte,
        `${mostBytes} bytes, with the picture that was one too many`,
      );
    });

  it('leave room for the next run', () => {
    const { stream } = fill(picturesOf(mebibyte));
    const before = stream.window!.segments.at(-1)!.sequence;
    createFixtureRun(stream).push(60);
    assert.ok(stream.window!.segments.at(-1)!.sequence > before);
    assert.ok(stream.stats().heldBytes <= maxBytes);
  });
});
