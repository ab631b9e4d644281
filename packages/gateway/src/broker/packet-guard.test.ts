import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPacketGuard } from './packet-guard.js';

/** A PUBLISH whose length is written in as few bytes as it takes. */
function packet(bodyBytes: number, sentBytes = bodyBytes): Buffer {
  const length: number[] = [];
  let left = bodyBytes;
  do {
    const rest = Math.floor(left / 128);
    length.push((left % 128) | (rest > 0 ? 0x80 : 0));
    left = rest;
  } while (left > 0);
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(sentBytes, 0xff)]);
}

describe('createPacketGuard', () => {
  it('lets packets pass, however they are cut', () => {
    const stream = Buffer.concat([packet(0), packet(5), packet(200), packet(1000), packet(1)]);
    for (const size of [1, 2, 7, 100, stream.length]) {
      const isFine = createPacketGuard(1000);
      for (let at = 0; at < stream.length; at += size)
        assert.ok(isFine(stream.subarray(at, at + size)), `${size} at ${at}`);
    }
  });

  it('stops one that is too big at its length, before its body', () => {
    assert.equal(createPacketGuard(1000)(packet(1001, 0)), false);
    assert.equal(createPacketGuard(1000)(packet(200_000_000, 0)), false);
    const isFine = createPacketGuard(1000);
    assert.ok(isFine(packet(1000)));
    assert.equal(isFine(packet(1001, 0)), false);
  });

  it('stops a length that never ends', () => {
    const isFine = createPacketGuard(1000);
    assert.ok(isFine(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80])));
    assert.equal(isFine(Buffer.from([0x80])), false);
  });
});
