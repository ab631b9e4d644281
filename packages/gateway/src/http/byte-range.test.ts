import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLaterRange, readByteRange, readRangeRequest } from './byte-range.js';

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

describe('readRangeRequest', () => {
  const file = { byteLength: 100, etag: '"one"' };
  const ask = (headers: Record<string, string>, method = 'GET') => ({
    method,
    header: (name: string) => headers[name],
  });
  for (const [what, request, expected] of [
    ['a range', ask({ Range: 'bytes=1-2' }), { at: 1, byteLength: 2 }],
    ['the rest of what it has', ask({ Range: 'bytes=1-2', 'If-Range': '"one"' }), { at: 1, byteLength: 2 }],
    ['the rest of something else', ask({ Range: 'bytes=1-2', 'If-Range': '"other"' }), 'all'],
    ['the rest of what is alike', ask({ Range: 'bytes=1-2', 'If-Range': 'W/"one"' }), 'all'],
    ['the rest by a date', ask({ Range: 'bytes=1-2', 'If-Range': 'Sat, 21 Nov 2026 12:00:00 GMT' }), 'all'],
    ['headers alone', ask({ Range: 'bytes=1-2' }, 'HEAD'), 'all'],
    ['what is not there', ask({ Range: 'bytes=100-' }), 'unsatisfiable'],
  ] as const)
    it(`gives who asks for ${what} ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(readRangeRequest(request, file), expected);
    });

  it('knows who has the beginning already', () => {
    assert.deepEqual(
      ['bytes=0-', 'bytes=0-1', 'bytes=10-', 'bytes=-5'].map((Range) => isLaterRange(ask({ Range }))),
      [false, false, true, true],
    );
    assert.equal(isLaterRange(ask({})), false);
  });
});
