import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VirtualClock } from '../testing/virtual-clock.js';
import type { CaptureProgress } from './capture.js';
import {
  DeliveryWatch,
  firstByteTimeoutMs,
  frozenPictureTimeoutMs,
  stallTimeoutMs,
} from './delivery-watch.js';

function setUp() {
  const clock = new VirtualClock();
  const heard: (string | CaptureProgress)[] = [];
  const watch = new DeliveryWatch({
    program: 'ffmpeg',
    clock,
    request: {
      onDelivering: () => heard.push('delivering'),
      onProgress: (progress) => heard.push(progress),
    },
    onStalled: () => heard.push('stalled'),
  });
  const note = (sentBytes: number, pictures: number) =>
    watch.note({ sentBytes, pictures, droppedPictures: 0 });
  return { clock, heard, watch, note };
}

describe('DeliveryWatch', () => {
  it('tells the first bytes once, and every progress', () => {
    const { heard, note } = setUp();
    note(0, 0);
    note(10, 1);
    note(20, 2);
    assert.deepEqual(heard, [
      'delivering',
      { sentBytes: 10, pictures: 1, droppedPictures: 0 },
      { sentBytes: 20, pictures: 2, droppedPictures: 0 },
    ]);
  });

  it('waits longer for the first byte than for another one', () => {
    const { clock, heard, note } = setUp();
    clock.advance(firstByteTimeoutMs - 1);
    note(10, 1);
    clock.advance(stallTimeoutMs - 1);
    assert.equal(heard.includes('stalled'), false);
    clock.advance(1);
    assert.equal(heard.at(-1), 'stalled');
  });

  it('gives up a program that never sends a byte', () => {
    const { clock, heard, watch, note } = setUp();
    for (let count = 0; count < 20; count += 1) {
      note(0, 0);
      clock.advance(firstByteTimeoutMs / 20);
    }
    assert.deepEqual(heard, ['stalled']);
    assert.equal(watch.failure?.code, 'capture_stalled');
  });

  it('notices that pictures stop while sound goes on', () => {
    const { clock, heard, watch, note } = setUp();
    note(10, 1);
    for (let atMs = 100; atMs <= frozenPictureTimeoutMs; atMs += 100) {
      clock.advance(100);
      note(10 + atMs, 1);
    }
    assert.equal(heard.at(-1), 'stalled');
    assert.match(watch.failure?.message ?? '', /no new picture for 5000 ms/);
  });

  it('says no more once it is closed', () => {
    const { clock, heard, watch, note } = setUp();
    note(10, 1);
    watch.close();
    clock.advance(60_000);
    assert.equal(heard.includes('stalled'), false);
  });
});
