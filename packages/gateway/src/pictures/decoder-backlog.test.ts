import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DecoderBacklog } from './decoder-backlog.js';

const frameMs = 33;

describe('DecoderBacklog', () => {
  it('is never behind while each frame becomes a picture', () => {
    const backlog = new DecoderBacklog();
    for (let nowMs = 0; nowMs < 10_000; nowMs += frameMs) {
      backlog.onWritten(nowMs);
      backlog.onPicture(nowMs + 2);
      assert.equal(backlog.isBehind(nowMs + 2), false);
      assert.equal(backlog.isHanging(nowMs + 2), false);
    }
  });

  it('does not mind frames that are held back to be put in order, however slowly they come', () => {
    const backlog = new DecoderBacklog();
    for (let nowMs = 0; nowMs < 20_000; nowMs += 500) {
      backlog.onWritten(nowMs);
      if (nowMs >= 1500) backlog.onPicture(nowMs + 2);
      assert.equal(backlog.isBehind(nowMs + 2), false);
    }
  });

  it('is behind when the oldest frame it owes is older than half a second', () => {
    const backlog = new DecoderBacklog();
    for (let count = 0; count < 30; count++) backlog.onWritten(0);
    assert.equal(backlog.isBehind(500), false);
    assert.equal(backlog.isBehind(501), true);
    for (let count = 0; count < 26; count++) backlog.onPicture(501);
    assert.equal(backlog.isBehind(501), false);
  });

  it('has caught up when it owes nothing, or owes what it will never give', () => {
    const backlog = new DecoderBacklog();
    for (let count = 0; count < 10; count++) backlog.onWritten(0);
    backlog.onPicture(1000);
    assert.equal(backlog.hasCaughtUp(2000), false);
    assert.equal(backlog.hasCaughtUp(2001), true);
    backlog.forgive();
    assert.equal(backlog.isBehind(2001), false);
    assert.equal(backlog.hasCaughtUp(1001), true);
  });

  it('hangs when it makes nothing of what it is given for five seconds', () => {
    const backlog = new DecoderBacklog();
    assert.equal(backlog.isHanging(60_000), false);
    backlog.onWritten(60_000);
    assert.equal(backlog.isHanging(65_000), false);
    backlog.onWritten(65_000);
    assert.equal(backlog.isHanging(65_001), true);
    backlog.onPicture(65_001);
    assert.equal(backlog.isHanging(99_000), false);
  });
});
