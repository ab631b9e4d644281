import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  blockSize,
  codeColumns,
  codeRows,
  decodeTime,
  drawTime,
  encodeTime,
  timeModulusMs,
} from './clock-code.js';

describe('the clock in a picture', () => {
  it('reads back what was drawn', () => {
    const width = codeColumns * blockSize;
    const luma = new Uint8Array(width * codeRows * blockSize);
    const atMs = 1_795_245_691_069;
    drawTime(luma, width, atMs);
    const bits = Array.from({ length: codeColumns * codeRows }, (_, index) => {
      const x = (index % codeColumns) * blockSize + blockSize / 2;
      const y = Math.floor(index / codeColumns) * blockSize + blockSize / 2;
      return luma[y * width + x]! > 128;
    });
    assert.equal(decodeTime(bits), atMs % timeModulusMs);
  });

  it('refuses a picture in which a bit is wrong', () => {
    const bits = encodeTime(123_456_789);
    for (let index = 0; index < bits.length; index += 1)
      assert.equal(decodeTime(bits.map((bit, at) => (at === index ? !bit : bit))), undefined);
  });
});
