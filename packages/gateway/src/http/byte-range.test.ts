import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readByteRange } from './byte-range.js';

describe('readByteRange', () => {
  for (const [header, expected] of [
    [undefined, 'all'],
    ['bytes=0-9', { at: 0, byteLength: 10 }],
    ['bytes=90-', { at: 90, byteLength: 10 }],
    ['bytes=90-500', { at: 90, byteLength: 10 }],
    ['bytes=-5', { at: 95, byteLength: 5 }],
    ['bytes=-500', { at: 0, byteLength: 100 }],
    ['bytes=99-99', { at: 99, byteLength: 1 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', 'all'],
    ['bytes=0-1,5-6', 'all'],
    ['lines=0-1', 'all'],
    ['bytes=-', 'all'],
  ] as const)
    it(`takes ${header} of 100 bytes for ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(readByteRange(header, 100), expected);
    });
});
