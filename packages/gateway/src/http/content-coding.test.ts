import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseCoding } from './content-coding.js';

describe('chooseCoding', () => {
  for (const [accepted, chosen] of [
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP;Q=0.5', 'gzip'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0.5 , gzip; q=0.25', 'br'],
    ['br;q=0, gzip;q=0', 'identity'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['identity, gzip;q=0.5', 'identity'],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['identity;q=0', 'identity'],
    ['deflate, zstd', 'identity'],
    ['b r, gzip', 'gzip'],
    ['gzip;q=high', 'identity'],
  ] as const) {
    it(`answers ${accepted === undefined ? 'who does not say' : `"${accepted}"`} with ${chosen}`, () => {
      assert.equal(chooseCoding(accepted, ['br', 'gzip']), chosen);
    });
  }

  it('chooses among those that are there', () => {
    assert.equal(chooseCoding('gzip, br', ['gzip']), 'gzip');
    assert.equal(chooseCoding('gzip, br', []), 'identity');
  });
});
